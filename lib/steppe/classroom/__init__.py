"""Teaching with the chapters: exercises and their answers, editions for students and teachers, slides, grading."""

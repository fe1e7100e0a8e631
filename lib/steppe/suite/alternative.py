"""A renderer for myst-nb: every image of a notebook carries its sentence as alternative text."""

from __future__ import annotations

from steppe.suite.store import PICTURES


class AlternativeText:
    """Entry point `myst_nb.mime_renderers`; images that bring no sentence raise a Sphinx warning."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline: bool):
        """The image nodes with `alt` set, or None for what is no image."""
        if data.mime_type not in PICTURES:
            return None
        sentence = data.output_metadata.get(data.mime_type, {}).get("alt")
        if not sentence:
            renderer.logger.warning("image without alternative text", subtype="image", line=data.line)
        images = renderer.render_image(data)
        for image in images:
            image["alt"] = sentence or ""
        return images

{#- tojson makes every text harmless inside a script, too. -#}
{%- from "grades.html" import grades -%}
window.STATEMENTS = {"grades": {{ grades|tojson }}, "statements": {{ cards|tojson }}};

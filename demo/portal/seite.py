# seite.py - the portal's status page for people.
# SPDX-License-Identifier: EUPL-1.2
import datetime
import html
import json
import stoerung

PAGE = 100  # submissions on one page

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: #fff; color: #1a1a1a;
       font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
.zahlen { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 1rem; padding: 0;
          list-style: none; }
.zahlen b { font-variant-numeric: tabular-nums; }
.warnung { border: 2px solid #9a3412; background: #fff7ed; padding: .5rem .75rem;
           margin: 0 0 1rem; }
article { border: 1px solid #767676; border-left-width: .5rem; padding: .6rem .75rem;
          margin: 0 0 .75rem; }
article.offen { border-left-color: #767676; }
article.arbeit { border-left-color: #1d4ed8; }
article.fertig { border-left-color: #15803d; }
article.zurueck { border-left-color: #9a3412; }
dl { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .15rem .75rem; margin: 0; }
dt { color: #4a4a4a; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-size: .95em; }
a { color: #1d4ed8; }
@media (max-width: 24rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; } }
"""

# What the agent's outcomes are called for people.
OUTCOMES = {"entered": "eingetragen", "answered": "beantwortet", "returned": "zurückgegeben",
            "by_hand": "von Hand erledigt"}


def outcome_of(row):
    """The result as an object; {} if there is none or it is something else."""
    try:
        result = json.loads(row["result"] or "{}")
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}


def state_of(row):
    """(what a person calls it, class of the box)."""
    if row["result"] is not None:
        outcome = str(outcome_of(row).get("outcome"))
        box = "zurueck" if outcome == "returned" else "fertig"
        return OUTCOMES.get(outcome, "Ergebnis liegt vor"), box
    if row["fate"] == "refused":
        return "nicht angenommen", "zurueck"
    if row["fate"] == "accepted":
        return "angenommen, in Bearbeitung", "arbeit"
    return "eingereicht, noch nicht abgeholt", "offen"


def result_lines(row):
    """(term, text) for what the agent reported."""
    result = outcome_of(row)
    values = result.get("values")
    for name, value in (values.items() if isinstance(values, dict) else ()):
        yield name, str(value)
    if "reason" in result:
        yield "Grund", str(result["reason"])
    if result.get("job"):
        yield "Vorgang", str(result["job"])


def time_text(text):
    return datetime.datetime.fromisoformat(text).strftime("%d.%m.%Y, %H:%M UTC")


def article(row):
    state, box = state_of(row)
    lines = [("Stand", state), ("Eingang", time_text(row["received"])), *result_lines(row)]
    if row["message"]:
        lines.append(("Mitteilung", row["message"]))
    if row["key"] is not None:
        lines.append(("Schlüssel", row["key"]))
        lines.append(("Zustellungen", f"{row['same_key']} unter diesem Schlüssel, ein Ergebnis"))
    if row["other_key"]:
        lines.append(("Abgewiesen", f"{row['other_key']} unter anderem Schlüssel"))
    body = "".join(f"<dt>{html.escape(term)}</dt><dd>{html.escape(text)}</dd>"
                   for term, text in lines)
    return (f'<article class="{box}"><h2>Antrag <code>{html.escape(row["id"])}</code></h2>'
            f"<dl>{body}</dl></article>")


def warning(switches):
    on = [f"{stoerung.WORDS[word]} ({number})" for word, number in switches.items() if number]
    if not on:
        return ""
    return f'<p class="warnung"><strong>Störung eingeschaltet:</strong> {"; ".join(on)}</p>'


def page(rows, counts, switches):
    """The whole page; rows: one more than PAGE if there are older ones."""
    number = {name: int(value) for name, value in counts.items()}
    zahlen = [("Anträge", number["total"]), ("noch nicht abgeholt", number["waiting"]),
              ("angenommen", number["accepted"]), ("nicht angenommen", number["refused"]),
              ("mit Ergebnis", number["results"])]
    figures = "".join(f"<li>{term}: <b>{value}</b></li>" for term, value in zahlen)
    articles = "".join(article(row) for row in rows[:PAGE])
    older = ""
    if len(rows) > PAGE:
        older = f'<p><a href="/?vor={rows[PAGE - 1]["seq"]}">Ältere Anträge</a></p>'
    return f"""<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Antragsportal – Stand der Anträge</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Antragsportal</h1>
<ul class="zahlen">{figures}</ul>
{warning(switches)}
{articles or "<p>Es liegt kein Antrag vor.</p>"}
{older}
<p><a href="/">Neu laden</a></p>
</main>
</body>
</html>
"""

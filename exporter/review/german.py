"""German."""

from __future__ import annotations

import re

from exporter.review.lexicon import Lexicon, words

LEXICON = Lexicon(
    code="de",
    negations=words("nicht nie niemals kein keine keinen keinem keiner keines außer ausgenommen"),
    askers=words("welche welcher welches welchen welchem was wer wen wem"),
    subordinators=words(
        """wenn falls weil dass während obwohl da sodass damit ob nachdem bevor sobald solange als deren dessen und oder aber wo warum wie trotz"""
    ),
    prepositions=words("nun bitte dann jetzt in an bei mit für von zu auf unter aus nach durch über um vor wegen und"),
    pronouns=words("es sie er"),
    absolutes=words("immer nie niemals völlig vollständig unmöglich absolut garantiert ausnahmslos stets grundsätzlich"),
    absolute_signs=words("fällen fall umständen mal ausnahme 100"),
    absolute_phrases=re.compile(
        r"\b(?:in (?:allen fällen|jedem fall)|auf (?:jeden|keinen) fall|unter (?:keinen|allen) umständen|jedes mal|ohne ausnahme|100 ?%)"
    ),
    whole_sets=re.compile(
        r"(?:alle|keine|keines|keiner|beide|sämtliche)(?: der| dieser| von diesen| davon)?(?: (?:oben|oben genannten|oben genannte"
        r"|oben stehenden|obigen|genannten|oben aufgeführten|antworten|aussagen|möglichkeiten|optionen|anderen|drei|vier|sind richtig"
        r"|ist richtig|stimmen|stimmt|treffen zu))*"
        r"|(?:sowohl |weder |nur )?\(?[a-h1-9]\)?(?:, ?\(?[a-h1-9]\)?)* (?:und|oder|noch|als auch) \(?[a-h1-9]\)?(?: sind richtig)?"
        r"|nichts davon|alles davon|keine antwort ist richtig|alle antworten sind richtig"
    ),
    imperatives=words(
        """wähle wählen markiere markieren ordne ordnen nenne nennen bestimme bestimmen berechne berechnen gib geben bringe
        bringen ergänze ergänzen vervollständige vervollständigen setze setzen finde finden kreuze kreuzen sortiere sortieren
        beschreibe beschreiben erkläre erklären lies lesen schreibe schreiben entscheide entscheiden übersetze übersetzen
        löse lösen vereinfache vereinfachen schätze schätzen runde runden bitte bilde bilden wandle wandeln forme formen leite
        leiten formuliere formulieren korrigiere korrigieren konjugiere konjugieren addiere addieren multipliziere multiplizieren
        unterstreiche unterstreichen skizziere skizzieren zeichne zeichnen kürze kürzen faktorisiere faktorisieren verbinde
        verbinden beurteile beurteilen zähle zählen erläutere erläutern definiere definieren welches welche welcher"""
    ),
    links=words("hier link hier_klicken klick_hier klicken_sie_hier dieser_link mehr weiterlesen diese_seite seite webseite siehe_hier"),
    colours=words(
        """rot grün blau gelb grau schwarz schwarze schwarzen schwarzer weiße weißen weißer rote roten roter rotes grüne grünen grüner grünes blaue blauen blauer blaues gelbe gelben gelber gelbes orange lila
        violette violetten braune braunen graue grauen"""
    ),
    shapes=re.compile(
        r"\b(?:kasten|kästen|kästchen|linie|linien|kreis|kreise|pfeil|pfeile|balken|kurve|kurven|fläche|flächen|bereich|bereiche|knopf"
        r"|schaltfläche|knoten|quadrat|rechteck|dreieck|punkt|punkte|text|segment|säule|säulen|spalte|zeile|zelle|teil|markierung)\b"
    ),
    in_colour=re.compile(
        r"\b(?:rot|grün|blau|gelb|orange|lila|grau|schwarz) "
        r"(?:markiert|hervorgehoben|eingezeichnet|dargestellt|gefärbt|umrandet|unterlegt)\w*"
    ),
    drawn=re.compile(r"\b(?:kasten|kästen|kästchen|pfeile?|kreise?|rechtecke?|dreiecke?|kurven?)\b"),
    positions=re.compile(
        r"\b(?:(?:oben|unten|ganz) (?:links|rechts)|(?:auf|an) der (?:linken|rechten) seite|(?:links|rechts) (?:oben|unten|im bild)"
        r"|(?:am )?(?:linken|rechten|oberen|unteren) rand|im (?:linken|rechten|oberen|unteren) (?:teil|bereich|bild))\b"
    ),
    pictures=words("bild foto abbildung diagramm grafik schaubild screenshot zeichnung illustration"),
    stopwords=words(
        """der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren sein wird werden wurde hat
        haben hatte kann können soll sollen muss müssen darf dürfen mag in im an am auf aus bei mit nach von vom zu zum zur
        für über unter vor hinter zwischen durch gegen ohne um als wie wenn dass ob weil nicht kein keine sich er sie es wir
        ihr ich man was wer welche welcher welches welchen welchem wo wann warum dieser diese dieses jeder jede jedes auch nur
        noch schon sehr mehr am beim folgenden folgende"""
    ),
    scales=(
        ("nie", "selten", "manchmal", "oft", "meistens", "immer"),
        ("niedrig", "mittel", "hoch"),
        ("klein", "mittel", "groß"),
        ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        (
            "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
            "dezember",
        ),
        ("erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte"),
        ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
        ("täglich", "wöchentlich", "monatlich", "jährlich"),
        ("frühling", "sommer", "herbst", "winter"),
    ),
    synonyms=(
        words("wichtigste wichtigster wichtigstes hauptsächliche zentrale"),
        words("zeigt zeigen darstellt darstellen stellt"),
        words("beginnt beginnen anfängt startet starten"),
        words("zweck ziel aufgabe"),
        words("heißt nennt genannt bezeichnet"),
    ),
    more_than=("mehr als", "größer als", "über", "älter als", "länger als", "nach"),
    less_than=("weniger als", "kleiner als", "unter", "jünger als", "kürzer als", "vor"),
    at_least=("mindestens", "wenigstens", "ab"),
    at_most=("höchstens", "bis zu", "maximal"),
    to=("bis",),
)  # fmt: skip

"""The small words by which a language is told: frequent in any text of it, and rare in the others."""

from __future__ import annotations

NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
}

FUNCTION_WORDS = {
    "en": frozenset(
        """the of and to is are was were that which what who how for with from by at on as it its this these those be been has
        have had not or does do did can will would should if when where why their his her they you your in an a""".split()
    ),
    "de": frozenset(
        """der die das den dem des und ist sind war waren ein eine einen einem einer nicht mit von für auf zu zur zum im bei
        nach aus wie was welche welcher welches wird werden wurde hat haben kann sich auch als oder wenn dass es sie er man""".split()
    ),
    "fr": frozenset(
        """le la les des du un une et est sont était dans pour par avec sur que qui quel quelle quels quelles ne pas au aux ce
        cette ces il elle on nous vous ils son sa ses leur en d'un d'une l'on c'est qu'est-ce""".split()
    ),
    "es": frozenset(
        """el la los las del un una y es son era fue en para por con que qué cuál cuáles quién no se su sus al lo como cómo
        más este esta estos estas o cuando entre sobre desde hasta""".split()
    ),
    "it": frozenset(
        """il lo gli la le del della dei delle dell un una e è sono era nel nella per con che chi quale quali non si su da al
        alla come più questo questa questi o quando tra fra di""".split()
    ),
    "pt": frozenset(
        """o os as do da dos das um uma e é são era em no na nos nas para por com que qual quais quem não se seu sua ao à como
        mais este esta isso ou quando entre sobre""".split()
    ),
    "nl": frozenset(
        """de het een van en is zijn was waren dat die wat wie welke welk voor met op aan bij uit naar door niet er ook als of
        wordt worden werd heeft hebben kan men zich om te""".split()
    ),
}

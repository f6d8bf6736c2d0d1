"""English."""

from __future__ import annotations

import re

from exporter.review.lexicon import Lexicon, words

LEXICON = Lexicon(
    code="en",
    negations=words(
        "not never except cannot can't don't doesn't isn't aren't wasn't weren't won't shouldn't wouldn't didn't couldn't"
    ),
    askers=words("which what who whom"),
    subordinators=words(
        """if when whenever because that while although though who whose where since unless until so whether after before
        despite given but and or why how"""
    ),
    prepositions=words("now please next in of at by with for from to on under and so then for through during about after before"),
    pronouns=words("it they he she"),
    absolutes=words(
        "always never completely entirely totally absolutely impossible guarantees guarantee guaranteed invariably perfectly forever"
    ),
    absolute_signs=words("case cases situation situations circumstances matter time times exception exceptions 100"),
    absolute_phrases=re.compile(
        r"\b(?:in (?:all|every) (?:cases?|situations?|circumstances)|under (?:no|all|any) circumstances|no matter (?:what|how)"
        r"|every (?:single )?time|at all times|without (?:any )?exceptions?|100 ?%)"
    ),
    whole_sets=re.compile(
        r"(?:all|none|any|neither|both)(?: of)?(?: the| these| those)?(?: (?:above|below|preceding|previous|others?|options|answers"
        r"|choices|statements|following|mentioned|listed|are correct|apply|is correct|is true|are true|above are correct))*"
        r"|(?:both |either |neither |only |(?:options|answers|choices|statements) )?\(?[a-h]\)?(?:, ?\(?[a-h]\)?)*,? (?:and|or|nor|&) \(?[a-h]\)?(?: only| are correct)?"
        r"|(?:both|either|neither|only|options|answers|choices|statements) \(?[1-9]\)?(?:, ?\(?[1-9]\)?)*,? (?:and|or|nor|&) \(?[1-9]\)?(?: only| are correct)?"
        r"|i{1,3}v?(?:, i{1,3}v?)*,? (?:and|or|&) i{1,3}v?(?: only)?|(?:two|three|more than one|some) of the above|no answer is (?:correct|right)"
        r"|no correct answer(?: is given)?|there is no correct answer"
    ),
    imperatives=words(
        """choose select pick mark match name identify find put sort order arrange complete fill calculate compute determine
        give state write enter click tick check indicate decide read look consider explain describe estimate list rank assume
        imagine suppose translate evaluate simplify solve convert round use drag label classify assign please define conjugate decline balance factorise factorize differentiate integrate expand
        rewrite express work predict locate form spell recall correct circle underline listen answer guess suggest test compare
        interpret derive plot measure count multiply add subtract divide replace change make say tell true odd best"""
    ),
    links=words("here this link click_here this_link read_more more details this_page see_here click website page read_here"),
    colours=words("black white red green blue yellow orange purple pink brown grey gray cyan magenta violet turquoise"),
    shapes=re.compile(
        r"\b(?:box|boxes|line|lines|circle|circles|arrow|arrows|bar|bars|curve|curves|area|areas|region|regions|button|buttons|node|nodes"
        r"|square|squares|rectangle|rectangles|triangle|triangles|dot|dots|point|points|text|slice|segment|segments|column|columns"
        r"|row|rows|shape|shapes|marker|markers|label|labels|wire|shaded)\b"
    ),
    in_colour=re.compile(
        r"\b(?:marked|shown|highlighted|drawn|printed|painted|coloured|colored|shaded)(?: in)? "
        r"(?:red|green|blue|yellow|orange|purple|pink|brown|gr[ae]y|black|white)\b"
    ),
    drawn=re.compile(r"\b(?:box|boxes|arrows?|circles?|rectangles?|triangles?|curves?|dots?)\b"),
    positions=re.compile(
        r"\b(?:(?:on|to|at) the (?:top|bottom) (?:left|right)|(?:on|to) the (?:far |upper |lower |top |bottom )?(?:left|right)(?: side| corner)?"
        r"|in the (?:upper|lower|top|bottom)(?:[ -](?:left|right))?(?: corner| half| part)?"
        r"|(?:the )?(?:leftmost|rightmost|topmost|bottommost)|(?:the )?(?:left|right)-hand)\b"
    ),
    pictures=words("image picture photo figure diagram graph chart screenshot graphic icon drawing illustration untitled img"),
    stopwords=words(
        """a an the of to in on at by for with from into as is are was were be been being it its this that these those and or
        but if then than so not no do does did has have had can could will would shall should may might must which what who
        whom whose when where why how there here their they them he she his her we you your our i me my one two also only just
        more most less least such some any all each every other another same own about above below between over under after
        before during through up down out off again once both few very too following best"""
    ),
    scales=(
        ("never", "rarely", "seldom", "sometimes", "often", "usually", "always"),
        ("low", "medium", "high"),
        ("low", "moderate", "high"),
        ("small", "medium", "large"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        ("daily", "weekly", "monthly", "quarterly", "yearly"),
        ("hourly", "daily", "weekly", "monthly", "yearly"),
        ("spring", "summer", "autumn", "winter"),
    ),
    synonyms=(
        words("main primary chief principal key major central foremost"),
        words("show shows display displays depict depicts present presents"),
        words("begin begins start starts open opens"),
        words("purpose aim goal objective function"),
        words("called named known termed"),
        words("chart diagram graph plot figure"),
        words("big biggest large largest great greatest"),
        words("write wrote written author authored"),
        words("release releases set sets free frees"),
        words("describe describes define defines definition"),
    ),
    more_than=("more than", "greater than", "over", "above", "exceeding", "higher than", "longer than", "older than", "after"),
    less_than=("less than", "fewer than", "under", "below", "lower than", "shorter than", "younger than", "before"),
    at_least=("at least", "no less than", "not less than", "no fewer than", "minimum of", "from"),
    at_most=("at most", "up to", "no more than", "not more than", "maximum of"),
    to=("to", "through", "until"),
)

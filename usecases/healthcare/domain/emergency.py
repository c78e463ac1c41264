"""Hearing an emergency in a patient's words. It errs on the side of hearing one."""

from __future__ import annotations

import re

ADVICE = (
    "This could be an emergency. Please call 911 now, or have somebody take you to the nearest "
    "emergency room. I can’t judge it from here, and I have not booked or changed anything."
)
CRISIS_ADVICE = (
    "I am really glad you told me. Please call or text 988 now, the Suicide and Crisis Lifeline: "
    "somebody is there day and night. If you are in danger right now, call 911. "
    "I have not booked or changed anything."
)

_CRISIS = re.compile(
    r"""
    suicid\w* | \bkill(?:ing)?\ my\s?self | \bend(?:ing)?\ (?:my\ (?:own\ )?life|it\ all)\b
    | (?:don't|do\ not|no\ longer|n't)\ (?:really\ |actually\ |even\ )?(?:want|wanna|feel\ like)\ (?:to\ )?
      (?:be\ (?:alive|here\ any\s?more)|liv(?:e|ing)(?:\ any\s?more)?(?!\ (?:with|in|near|so|too))|wake\ up)
    | (?:hurt(?:ing)?|harm(?:ing)?|cut(?:ting)?)\ my\s?self\b(?!\ (?:shaving|while|cooking|by\ accident|on\ (?:a|the)))
    | self[-\s]?harm | \bwant\ to\ die\b | \bwish\ i\ (?:was|were)\ (?:dead|never\ born)
    | \bwish\ i\ wouldn't\ wake | better\ off\ (?:dead|without\ me)
    | (?:no|any|the|much)\ (?:reason|point)\ (?:to|in|of)\ (?:live|living|go(?:ing)?\ on)
    | can(?:'t|not)\ go\ on(?:\ (?:any\s?more|like\ this|living))?\s*(?:$|[.,!])
    | not\ want\ to\ be\ here\ any\s?more | (?:slit|slash\w*|cut)\ (?:my|her|his|their)\ (?:own\ )?(?:wrists?|veins?)
    | (?:take|taking|swallow|swallowing)\ (?:all\ (?:of\ )?(?:my|the|these)|a\ bottle\ of)\ (?:\w+\ )?(?:pills?|tablets?|meds|medication|medicine)
    | \bjump(?:ing)?\ (?:off|from|in\ front\ of|out\ of)\ (?:a|the)\ (?:\w+\ )?(?:bridge|roof|building|train|window|balcony|cliff|tower)
    | life\ (?:isn't|is\ not|ain't|not)\ worth | \b(?:overdose|shoot|hang|drown)\ my\s?self
    | (?:easier|better|happier|fine)\b[^.?!]{0,25}\bif\ i\ (?:was|were|am|wasn't|weren't)\ (?:gone|dead|not\ (?:here|around)|around|here)\b
    """,
    re.VERBOSE,
)

_BODY = r"(?:face|mouth|arm|leg|hand|side|smile|eyelid|lip|body|half\ of\ \w+\ (?:face|body))"
_DANGER = re.compile(
    rf"""
    \b(?:chest|heart|breastbone|sternum)\b[^.?!]{{0,30}}\b(?:pains?|hurt(?:s|ing)?|pressure|tight(?:ness|ening)?|ach(?:e|es|ing)|
       squeez\w+|crush\w+|burn(?:s|ing)|heav(?:y|iness)|stab\w+|feels?\ (?:really\ |so\ |very\ )?(?:tight|heavy|funny|weird|odd|strange))
    | \b(?:pains?|hurt(?:s|ing)?|pressure|tight(?:ness)?|ach(?:e|ing)|squeez\w+|crush\w+|heav(?:y|iness)|weight|elephant|burning|discomfort)\b
       [^.?!]{{0,25}}\b(?:chest|breastbone|sternum|left\ arm|jaw\ and\ (?:my\ )?arm)\b
    | \bheart\ attack | cardiac\ arrest
    | (?:left\ arm|\bjaw)\b[^.?!]{{0,20}}\b(?:numb|hurts?|pain|tingl\w+|ach\w+)[^.?!]{{0,40}}(?:chest|sweat\w*|breath|jaw)
    | (?:can(?:'t|not)|can\ (?:hardly|barely)|couldn't|unable\ to|hard\ to|hardly|barely|difficult(?:y|ies)?(?:\ to)?|trouble|
       struggl\w+(?:\ (?:to|for|with))?|not\ able\ to|problems?|isn't|is\ not|stopped|not|fight\w*\ (?:to|for))[ ]
       (?:really\ |properly\ |even\ |hardly\ |to\ )*(?:breath\w*|get\ (?:any\ |enough\ |my\ )?(?:air|breath)|catch\ (?:my|his|her|their)\ breath|catching\ (?:my|his|her)\ breath|swallow\w*\ or\ breath\w+)
    | \bout\ of\ breath\ (?:just\ )?(?:sitting|lying|at\ rest|resting|doing\ nothing)
    | short(?:ness)?\ of\ breath\b | breathless | gasping | \bchok(?:ing|ed|es)\b | suffocat\w+ | turn(?:ed|ing|s)?\ blue | lips\ (?:are\ |is\ |have\ gone\ |look\ )?blue
    | \bstroke\b(?!\ (?:of\ luck|last|years?|in\ (?:19|20)|a\ few|two|three|survivor|follow))
    | (?:droop\w*|sagg\w*|slack|numb\w*|paraly\w+|lopsided|crooked)\b[^.?!]{{0,25}}\b{_BODY}\b[^.?!]{{0,20}}(?:side|face|smile|mouth|arm|speech|speak|talk|suddenly)
    | \b(?:face|mouth|smile|eyelid)\b[^.?!]{{0,25}}(?:droop\w*|dropp(?:ed|ing)|sagg\w*|slack|lopsided|crooked|numb|hang(?:s|ing)|fallen)
    | (?:one|left|right)\ (?:side|half)\b[^.?!]{{0,30}}(?:numb|weak|paraly\w+|droop\w*|can't\ move|won't\ move|dead)
    | (?:can't|cannot|can\ not|won't|unable\ to)\ (?:move|feel|lift|raise)\ (?:my|his|her|one|the)\ (?:\w+\ )?(?:arm|leg|side|face|legs|arms|hand)
    | slurr\w* | (?:speech|words?)\ (?:is|are|came?|come|coming|sounds?)\ (?:all\ )?(?:garbled|jumbled|funny|out\ wrong|wrong|strange|slow)
    | sudden(?:ly)?\b[^.?!]{{0,25}}(?:can't\ (?:see|speak|talk)|blind|numb\w*|weak\w*|worst\ headache|confus\w+|vision)
    | (?:worst|thunderclap)\ headache | lost\ (?:my\ |all\ )?(?:sight|vision)[ ]
    | unconscious | unresponsive | not\ respon(?:ding|sive) | pass(?:ed|ing)\ out | (?:blacked|blacking)\ out | won't\ wake\ up | can't\ wake\ (?:\w+\ ){{1,3}}up
    | (?:faint(?:ed|ing)|collapsed)\b
    | \bseizures?\b(?!\ (?:last|years?|medication|meds|disorder)) | convuls\w+ | having\ a\ fit\b
    | anaphyla\w+ | (?:throat|tongue)\b[^.?!]{{0,25}}(?:clos\w+|swell\w*|swollen|tight\w*)
    | (?:swell\w*|swollen|clos\w+)\b[^.?!]{{0,15}}\b(?:throat|tongue)
    | overdos\w+ | (?:took|taken|swallowed|drank|ate)\ (?:\w+\ ){{0,4}}(?:too\ many|all\ (?:the|my|of)|a\ (?:whole\ )?(?:bottle|pack)|bleach|poison|batteries|a\ battery|detergent)\b
    | poison(?:ed|ing)\b(?!\ ivy) |
      (?:bleed\w*|blood)\b[^.?!]{{0,30}}(?:won't\ stop|not\ stop\w*|can't\ stop|doesn't\ stop|heavil?y|a\ lot|everywhere|badly|gush\w*|spurt\w*|profuse\w*|soak\w*)
    | (?:won't|can't|doesn't)\ stop\ (?:the\ )?bleed\w*
    | (?:cough|vomit|throw|spit)(?:ing|s|ed)?\ (?:up\ )?(?:a\ lot\ of\ )?blood
    | (?:stabbed|gun\s?shot|shot\ in\ the|electrocuted|drown(?:ed|ing)|hit\ by\ a\ (?:car|truck|bus))
    | (?:bone|something)\ (?:is\ )?sticking\ out | severed | cut\ off\ (?:my|his|her)\ (?:finger|toe|hand|thumb)
    | think\ (?:i'm|i\ am|he's|she's|he\ is|she\ is)\ (?:dying|having\ a\ (?:heart|stroke))
    | (?:i'm|i\ am|he's|she's|is)\ dying\b(?!\ (?:to|for|of\ (?:boredom|curiosity|laughter)))
    | \b911\b | call\ an\ ambulance | need\ an\ ambulance | (?:medical\ )?emergency\ (?:right\ )?now | this\ is\ an\ emergency(?!\ override) | it's\ an\ emergency
    | (?:baby|newborn|infant)\b[^.?!]{{0,30}}(?:limp|not\ breathing|won't\ wake|blue|fever)
    """,
    re.VERBOSE,
)

_WORSE = r"(?:vomit\w*|throw\w* up|being sick|dizzy|confus\w*|sleepy|drowsy|awake|bleed\w*|double|passed)"
_HARM = re.compile(
    "|".join(
        (
            # people who do not respond
            r"(?:not|isn't|aren't|won't|never|stopped) (?:really |even )?(?:waking|responding|reacting)",
            r"won't (?:wake|respond|react)|\b(?:floppy|lifeless)\b|eyes? (?:have |has )?rolled",
            r"(?:having|had) (?:a|some|another)(?: kind of| sort of)?(?: a)? (?:fit|seizure)\b",
            r"(?:shak|jerk|twitch)ing all over|foaming at",
            (
                r"\b(?:he|she|they|baby|son|daughter|kid|child|husband|wife|partner|friend|mother|father|mom|mum|dad)\b"
                r"[^.?!]{0,30}\b(?:not|isn't|n't) (?:even )?moving\b(?! (?:house|away|to|out))"
            ),
            r"(?:not|isn't|aren't) making (?:any )?sense|talking nonsense",
            # what was swallowed
            (
                r"(?:took|taken|swallow\w*|dr[aiu]nk\w*|ate|eaten|inhaled)\b[^.?!]{0,25}\b(?:batter(?:y|ies)|"
                r"magnets?|bleach|poison\w*|detergent|antifreeze|\w*cleaner|chemicals?|pesticide|gasoline|"
                r"petrol|turpentine|thinner|(?:dishwasher|laundry|washing) \w+|wild (?:mushrooms?|berries))\b"
            ),
            r"(?:took|taken|swallowed)\b[^.?!]{0,15}\b(?:[1-9]\d|ten|twelve|fifteen|twenty|thirty|forty|fifty|dozens?|lots) (?:of )?(?:\w+ )?(?:pills|tablets|capsules)",
            r"\b(?:he|she|they)\b[^.?!]{0,40}\b(?:doesn't|does not|don't|won't|isn't) (?:answer|respond|react)\w*|carbon monoxide",
            # breathing, swallowing and swelling
            r"asthma attack|(?:inhaler|puffer)\b[^.?!]{0,20}(?:not|n't|empty|nothing)",
            r"wheez\w*[^.?!]{0,30}(?:badly|bad|can't|worse)|can't (?:talk|speak)\b(?! (?:now|right now|long|loud|to|about|english|on))",
            r"\btongue\b[^.?!]{0,15}(?:big|bigger|thick|fat)\b",
            r"can't swallow(?! (?:pills?|tablets?|capsules?|big|large))",
            r"\b(?:lips?|face|mouth)\b[^.?!]{0,20}(?:swelling|swells?|swelled|puffing|ballooning)",
            r"(?:stung|sting|peanut|allergic|allergy)\b[^.?!]{0,40}(?:swell\w*|swollen|swallow|breath|throat)",
            r"(?:severe|bad|serious|strong|terrible) (?:allergic|asthma)\w*|(?:snake|scorpion|black widow)\b[^.?!]{0,15}\b(?:bit|bite|bitten|stung)",
            # head, nerves and sight
            r"(?:hit|bang\w*|bump\w*|knock\w*|hurt|injur\w*) (?:\w+ ){0,2}head\b[^.?!]{0,50}"
            + _WORSE,
            _WORSE
            + r"[^.?!]{0,40}(?:hit|bang\w*|bump\w*|knock\w*) (?:\w+ ){0,2}head\b|head injury",
            r"(?:confus\w*|disoriented|blind|weak|numb)\b[^.?!]{0,25}\bsudden|\bsudden\b[^.?!]{0,25}(?:confus|weak|numb|blind)",
            r"can't (?:find|get) (?:the |his |her |my |any )?words|can't see (?:out of|on one|with one|anything)",
            r"half (?:of )?(?:my|his|her|the) (?:face|body)\b[^.?!]{0,15}(?:dead|numb|weak|gone|hang\w*|fallen)",
            r"stiff neck[^.?!]{0,40}fever|fever[^.?!]{0,40}stiff neck",
            r"los(?:t|ing) (?:all )?(?:the |my )?(?:feeling|sensation) in|\bparaly[sz]ed\b",
            r"\b(?:vision|sight|eyes?)\b[^.?!]{0,20}(?:went|gone|going|goes) (?:\w+ )?(?:black|dark|blank|blind)",
            r"\b(?:vision|eyesight|sight)\b[^.?!]{0,15}\bgone\b|\bsudden\w* (?:and )?(?:terrible|awful|violent|severe|horrible)",
            # heart
            r"chest[^.?!]{0,12}killing|\b(?:sweat\w*|clammy|gr[ae]y)\b[^.?!]{0,40}\b(?:arm|jaw|chest)\b[^.?!]{0,12}(?:hurt|pain|ache)",
            r"\b(?:arm|jaw)\b[^.?!]{0,12}(?:hurts?|pains?|aches?|aching)[^.?!]{0,40}(?:sweat|clammy|gr[ae]y|breath|chest)",
            r"(?:about|going) to (?:pass out|faint|collapse)|(?:unbearable|excruciating|worst) pain|pain (?:is |was )?(?:so |just )?(?:unbearable|excruciating)",
            # accidents, burns and births
            r"(?:severe|serious|bad|third[- ]degree) burns?\b|burn(?:ed|t|s)? (?:\w+ ){0,3}(?:badly|all over)|caught fire",
            r"(?:boiling|scalding|hot (?:oil|water|fat|soup))\b[^.?!]{0,25}(?:all over|over (?:my|his|her)|spill\w*)",
            r"\bbone\b[^.?!]{0,12}(?:out|through|visible|showing)\b|electric(?:al)? shock|struck by lightning",
            r"fell (?:off|from|out of|down) (?:the |a |his |her |my |our )?(?:\w+ )?(?:roof|ladder|window|balcony|scaffold\w*|cliff|horse|tree|stairs)",
            r"(?:car|bike|motor\w+|train) (?:crash|accident|wreck)|\brun over by\b",
            r"waters? (?:just |has |have )?(?:broke|broken)\b|in labou?r\b(?! day)|\bbaby(?:'s| is) coming|giving birth",
            r"(?:knife|gunshot|bullet|stab) wound|\bacid\b[^.?!]{0,20}(?:hand|face|eye|skin|arm|leg|mouth)",
            r"pregnan\w*[^.?!]{0,50}bleed|bleed\w*[^.?!]{0,50}pregnan|can't feel (?:the|my) baby",
            r"(?:got|been|was|is|were) (?:shot|stabbed|attacked|crushed)\b",
        )
    )
)
"""Accidents, poison, births, and people who do not respond; and soft words for the signs above."""

_CALM = re.compile(
    r"""
    \b(?:no|not|never|without|don't\ have|haven't\ had|n't\ have)\ (?:an?\ |any\ |having\ |had\ |a\ single\ |more\ |real\ )*
       (?:chest\ pain|emergency|suicidal|stroke|heart\ attack|seizures?|shortness\ of\ breath|trouble\ breathing)
    | \b(?:isn't|is\ not|it's\ not|not)\ an\ emergency
    | \b(?:last\ (?:year|month|summer|winter|spring|autumn|fall)|years?\ ago|months?\ ago|weeks?\ ago|when\ i\ was\ (?:a\ )?(?:kid|child|young)|in\ (?:19|20)\d\d)\b
    | \b(?:history|family|father|mother|grand\w+|dad|mom|mum)\ (?:\w+\ ){0,3}(?:had|died|history|of)\b[^.?!,]*
    | \bafter\ my\ (?:stroke|heart\ attack)\b
    """,
    re.VERBOSE,
)


def advice_for(words: str) -> str | None:
    """What to tell somebody whose words sound like an emergency; None when they do not."""
    said = " ".join(words.lower().replace("’", "'").replace("‘", "'").split())
    said = re.sub(r"\b(can|don|won|isn|couldn|doesn|wasn)t\b", r"\1't", said)
    if _CRISIS.search(said):
        return CRISIS_ADVICE
    calm = _CALM.sub(" ", said)
    if calm != said and not re.search(r"\bnow\b|\btoday\b|right now|again", said):
        return ADVICE if _is_danger(calm) and not re.search(r"ago|\blast ", said) else None
    return ADVICE if _is_danger(said) else None


def _is_danger(said: str) -> bool:
    return bool(_DANGER.search(said) or _HARM.search(said))

"""The word lists: which words attribute, and how what they attribute follows them. Data, not code.

An entry is a lemma, with its particles behind underscores (`point_out`, `call_for`). A verb may stand in several lists;
`sayso.extractors.rules.forms` builds all their forms. Written from general knowledge of English, then mended on the
half of PolNeAR dev that docs/built-in.md names.
"""

from __future__ import annotations

# *She said (that) the dam held*, *“It held,” she said*: a clause or quoted words, before the verb or after it.
SPEECH = """
say tell add note argue claim explain write announce reply respond continue insist assert state declare admit concede
acknowledge warn caution predict suggest report recall remark observe comment contend maintain allege confirm conclude
joke quip tweet retweet shout yell scream whisper mutter ask wonder answer counter retort object protest complain
boast brag lament stress emphasize emphasise underscore reiterate repeat affirm reaffirm assure remind inform notify
advise testify swear vow pledge promise threaten agree disclose reveal divulge deny proclaim pronounce opine muse
estimate forecast project reckon point_out make_clear make_it_clear determine propose recommend demand urge exclaim
interject chime_in shoot_back fire_back write_back elaborate confide confess volunteer crow grumble moan chant
implore plead preach lecture convince persuade guarantee certify attest clarify specify stipulate signal hint
imply insinuate intimate speculate theorize hypothesize surmise blog email e-mail rant fume thunder bellow bark
growl snarl intone deadpan wisecrack chide tease recount relate posit argue_back quote brief profess trumpet
editorialize apologize instruct order request read
""".split()

# *She read “The Old Man and the Sea”*: verbs of which a title in quotation marks is the object, and not what is said.
WORK = "read sing write publish release recite present play study review chant tweet".split()

# *“We will see,” he smiled*: verbs that bring quoted words, and nothing else.
QUOTED = """
begin start go open close finish end press smile laugh grin nod shrug sob weep cry sigh snap gush murmur sniff sing
reason beg hold_forth sum_up put_it chuckle wince post message text cable wire scold snort roar call scrawl pray
challenge interrupt prompt correct coo
""".split()

# *Investors believe (that) rates will rise*: a clause held in a mind.
THOUGHT = """
think believe know expect hope fear worry doubt suspect assume presume suppose understand realize realise
recognize recognise imagine guess dream pray wish anticipate foresee envision remember regret decide resolve accept
appreciate bet infer deduce conceive resent fathom forget love hate bemoan surmise figure calculate
contemplate dread rejoice
""".split()

# *The study found (that) rates had risen*: the same, but a noun phrase after the verb is no content (*found a way*), so
# that a clause without *that* needs a verb of its own.
FINDING = """
find find_out show prove demonstrate illustrate indicate document establish verify discover learn hear see notice
perceive sense gather feel read judge deem rule decree order mandate mean require prefer trust hold consider ensure
ascertain charge underline intend teach
""".split()

# *She vowed to appeal*, *he wants to leave*.
INFINITIVE = """
want vow promise pledge threaten plan hope intend expect decide agree refuse decline offer ask demand seek wish
aim swear resolve prefer choose long yearn volunteer propose opt aspire desire claim fear
hate love
""".split()

# *He urged her to resign*: the one told stands between the verb and the content.
OBJECT_INFINITIVE = """
urge ask tell order direct instruct command call_on call_upon implore beg press push encourage advise
request invite warn challenge persuade convince pressure lobby petition beseech exhort remind counsel appeal_to
plead_with prod goad dare enjoin summon beckon caution nudge entreat incite
""".split()

# *They want the troops to leave*: the object belongs to the content.
CLAUSAL_OBJECT = """
want expect require wish intend forbid prefer ask_for push_for call_for like would_like hope_for wait_for believe
know deem consider
""".split()

# *She cited the report*, *he called the deal a mistake*: the noun phrase after the verb stands for what is said.
THING = """
call describe label brand dub characterize characterise portray depict term liken compare equate
cite mention reference invoke quote note highlight outline detail discuss address explain recount recall
propose suggest recommend advocate demand seek request announce unveil reveal disclose
promise pledge threaten predict forecast foresee anticipate expect fear envision imagine
acknowledge admit concede recognize recognise confirm affirm reaffirm reiterate repeat stress emphasize
emphasise underscore underline deny doubt question dispute
allege claim report document estimate show indicate
want desire prefer crave
consider deem see view judge believe
protest lament bemoan mourn regret
urge encourage reconsider weigh debate contemplate ponder
plan offer
understand know remember forget
overstate understate exaggerate downplay minimize play_down play_up misstate mischaracterize
rule_out call_out single_out point_to point_at lay_out set_out spell_out put_forward
speak_about speak_of talk_about talk_up talk_of tell_of warn_of warn_about warn_against
complain_about complain_of boast_about boast_of brag_about joke_about call_for press_for push_for plead_for argue_for
argue_against lobby_for lobby_against agree_to agree_with disagree_with object_to refer_to allude_to respond_to
react_to reply_to comment_on remark_on elaborate_on expand_on insist_on insist_upon worry_about fret_about think_about
think_of dream_of dream_about know_about know_of hear_about hear_of learn_about learn_of believe_in hope_for wish_for
long_for look_forward_to ask_about ask_for wonder_about speculate_about testify_about write_about post_about
tweet_about caution_against advise_against decide_against decide_on rule_against weigh_in_on hint_at touch_on
touch_upon bring_up chalk_up sum_up attest_to argue_about
refuse decline pronounce declare proclaim voice express retweet tweet
analyze analyse examine explore assess evaluate chronicle
echo attribute ascribe link tie associate justify rationalize
express_concern_about express_concerns_about express_support_for raise_questions_about raise_concerns_about
raise_the_possibility_of make_the_case_for
""".split()

# *They cast him as a hero*: a noun phrase, when *as* follows.
THING_AS = "cast paint regard rate rank frame treat present".split()

# *Critics attacked the plan*: an attitude toward a thing, which PolNeAR counts as a quote and sayso's own guidelines
# count only with a proposition or quoted words.
ATTITUDE = """
criticize criticise attack blast slam denounce condemn decry deride mock ridicule lambaste rip bash hammer assail
blame accuse fault praise laud hail applaud commend celebrate tout extol champion promote endorse back support
defend oppose reject dismiss refute rebut contest challenge disavow disown renounce deplore resent hate detest loathe
love admire respect cherish like dislike value favor favour dread
chastise scold rebuke reprimand admonish berate grill taunt insult belittle demean disparage denigrate
malign smear vilify skewer savage pillory castigate excoriate pan pummel trash knock ding needle jab troll
thank congratulate salute welcome approve embrace ignore overlook accept
brush_off shrug_off wave_off write_off laugh_off go_after lash_out_at hit_back_at fire_back_at rail_against
inveigh_against speak_out_against speak_out_about speak_against campaign_on campaign_for vote_for vote_against
dwell_on focus_on care_about approve_of disapprove_of side_with stand_by take_issue_with take_aim_at
take_exception_to take_offense_at find_fault_with make_fun_of poke_fun_at cast_doubt_on cast_doubts_on push_back_on
push_back_against double_down_on zero_in_on seize_on seize_upon harp_on swear_by
veto overrule overturn uphold ban prohibit repudiate rebuff spurn snub pooh-pooh retract recant
worship idolize revere mimic excuse satirize lampoon second-guess confront sponsor
""".split()

# *He suggested looking*, *she denied knowing*.
GERUND = """
suggest consider propose recommend advocate oppose favor favour deny admit regret mention discuss mind
""".split()

# The one told stands between the verb and its content: *told reporters (that) …*.
ADDRESSEE = """
tell inform remind assure notify warn advise ask convince persuade teach urge order instruct direct promise brief
""".split()

# *She appeared to suggest that …*: part of the verb group, not an attribution of its own.
CATENATIVE = """
appear seem continue begin start try attempt tend manage come go happen get proceed rush hasten use
""".split()

# *He refused to say whether …*: the attribution did not take place.
DENIED = """refuse decline fail hesitate forget neglect avoid stop""".split()

# *The claim that …*, *her decision to …*, *calls for …*: a noun with the words its content may follow.
NOUNS = {
    "that": """claim statement belief assertion argument allegation accusation charge contention suggestion notion idea
        view opinion feeling sense hope fear worry concern expectation prediction forecast warning promise pledge vow
        assurance threat insistence admission acknowledgment acknowledgement recognition confession denial declaration
        announcement conclusion finding ruling decision determination demand request requirement proposal
        recommendation rumor rumour speculation report story reminder complaint objection conviction realization
        understanding impression perception assumption doubt suspicion theory thesis message comment remark observation
        confidence guess bet prayer wish agreement consensus stipulation revelation assessment estimate lie boast joke
        position case
        """.split(),
    "to": """plan decision promise pledge vow threat offer proposal intention desire wish hope determination refusal
        willingness unwillingness reluctance commitment call request demand recommendation agreement ambition
        bid eagerness resolve readiness aspiration inclination invitation appeal
        """.split(),
    "for": """call support demand request plea plan proposal hope desire praise preference appeal recommendation
        """.split(),
    "about": """claim comment remark concern question doubt fear worry warning statement complaint allegation
        speculation belief view feeling story rumor skepticism reservation joke lie accusation thought idea
        rhetoric promise
        """.split(),
    "of": """criticism accusation allegation fear claim denunciation condemnation endorsement charge view assessment
        warning opinion
        rejection acceptance acknowledgment recognition praise promise suspicion complaint description
        characterization hope mention
        """.split(),
    "on": """attack position stance view comment insistence opinion emphasis ban remark thought
        """.split(),
    "over": """concern fear doubt question outrage worry anger""".split(),
    "with": """disagreement frustration dissatisfaction""".split(),
    "against": """accusation allegation charge warning""".split(),
}

# *Is confident that …*, *were willing to …*, *was critical of …*.
ADJECTIVES = {
    "that": """confident sure certain convinced concerned worried afraid hopeful optimistic pessimistic skeptical
        sceptical aware unaware adamant clear positive doubtful fearful mindful glad sorry happy sad angry furious proud
        grateful surprised shocked disappointed satisfied pleased insistent hopeful unsure uncertain unclear apparent
        determined
        """.split(),
    "to": """willing unwilling ready determined reluctant eager prepared poised hesitant inclined keen anxious loath
        """.split(),
    "about": """concerned worried optimistic pessimistic skeptical sceptical passionate enthusiastic anxious nervous
        angry upset unsure uncertain serious excited coy clear vocal wary frank candid
        """.split(),
    "of": """critical supportive skeptical sceptical wary aware dismissive fearful proud suspicious convinced
        """.split(),
    "whether": "unsure uncertain unclear doubtful sure clear".split(),
    "if": "unsure uncertain unclear sure clear".split(),
    "how": "unsure uncertain unclear sure clear".split(),
    "why": "unsure uncertain unclear sure clear".split(),
    "what": "unsure uncertain unclear sure clear".split(),
    "with": "satisfied dissatisfied frustrated pleased disappointed unhappy".split(),
    "on": "bullish bearish keen".split(),
    "by": "encouraged troubled alarmed".split(),
}

# *Made the claim that …*, *expressed concern about …*: the subject of the verb is the noun's source.
LIGHT = """
make express issue give deliver raise voice have offer release send draw push reiterate repeat present air
publish file sound take hold share level lodge
""".split()

# *In her view*.
VIEWS = frozenset("view views opinion words eyes mind judgment judgement estimation telling account estimate".split())

# *Seems confident that …*: verbs other than *be* before an attributing adjective.
COPULAS = frozenset(
    "seem seems seemed appear appears appeared feel feels felt sound sounds sounded remain remains remained".split()
)

# Words in -ing after a comma that open no participle clause.
NOT_PARTICIPLES = frozenset(
    "including during involving something nothing anything everything following morning evening spring bring".split()
)

# What stands before a colon and is no speaker.
LABELS = frozenset(
    """ABSTRACT|ANALYSIS|BREAKING|BREAKING NEWS|CORRECTION|CREDIT|EDITOR|EDITOR'S NOTE|EDITOR’S NOTE|EXCLUSIVE|FILE|
    FULL TEXT|LIVE|MORE|NOTE|OPINION|PHOTO|PHOTOS|READ|READ MORE|RELATED|REVIEW|SEE ALSO|SOURCE|SOURCES|THE LATEST|
    UPDATE|UPDATED|VIDEO|WARNING|WATCH|SHARE|TAGS|TOPICS|MORE ON|ALSO READ|ADVERTISEMENT|COMMENTARY|COLUMN|EDITORIAL
    """.replace("\n    ", "").split("|")
)

# What stands before the colon of a headline and is one.
HEADLINE_SOURCES = frozenset(
    "Poll Polls Report Reports Study Survey Experts Officials Police Sources Analysts Source".split()
)

# Irregular forms: base, past, participle (one form where past and participle are the same).
IRREGULAR = {
    "say": "said", "tell": "told", "think": "thought", "know": "knew known", "feel": "felt", "mean": "meant",
    "write": "wrote written", "read": "read", "hear": "heard", "see": "saw seen", "find": "found",
    "understand": "understood", "swear": "swore sworn", "forget": "forgot forgotten", "foresee": "foresaw foreseen",
    "hold": "held", "show": "showed shown", "learn": "learned learnt", "dream": "dreamed dreamt", "bet": "bet",
    "begin": "began begun", "sing": "sang sung", "shoot": "shot", "make": "made", "go": "went gone", "put": "put",
    "keep": "kept", "hit": "hit", "stand": "stood", "take": "took taken", "speak": "spoke spoken", "come": "came come",
    "get": "got gotten", "give": "gave given", "have": "had", "send": "sent", "draw": "drew drawn", "lay": "laid",
    "set": "set", "spell": "spelled spelt", "bring": "brought", "seek": "sought", "teach": "taught",
    "choose": "chose chosen", "cast": "cast", "forbid": "forbade forbidden", "withdraw": "withdrew withdrawn",
    "uphold": "upheld", "weep": "wept", "forecast": "forecast", "cut": "cut", "mistake": "mistook mistaken",
}  # fmt: skip

# Lemmas that double their last consonant (*admitted*); a closed list is simpler than a rule for stress.
DOUBLING = """
admit quip plan rebut brag beg chat dub slam rip bar ban pan commit regret forget refer prefer
spot grin sob crib opt snap nod snub permit rap cut shrug sum chug prod blog bet get hit set put begin forbid tag pen
cram jab rub stop plot
""".split()

# Verbs whose base and *-s* forms are nouns as well: to be read as verbs they need a surer sign beside them.
NOUN_LIKE = frozenset(
    """claim plan report call demand support hope fear offer promise note charge view attack question challenge doubt
    need like want love promise pledge vow threat request order comment remark project estimate forecast state post
    tweet text message cable wire email blog quote challenge protest cry laugh smile sigh shout object figure rule
    label brand term paint credit honor value rate rank campaign poll back favor bet care reason press study survey
    review probe debate address welcome ban bar veto answer reply approach release issue voice document detail
    thought feeling thanks thank mind time show found signal hint name link tie fault praise blame knock
    pan needle push result judge influence wish respect worry concern desire deal sense preview aim guess dispute
    contest rebuke welcome start end finish open close close use run post stress highlight reference
    """.split()
)

# Of those, the ones that are verbs of attribution only after a pronoun.
SELDOM_VERBS = frozenset(
    "like state post close open end start finish rank back document press poll study time name".split()
)

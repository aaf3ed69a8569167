"""What names and nouns tell of those they name: first names, roles and kinds of source. Data, not code."""

from __future__ import annotations

MALE_NAMES = frozenset(
    """aaron abdul abraham adam adrian ahmed alan albert alejandro alex alexander alfred ali allen andre andrew andy
    anthony antonio arthur barack barry ben benjamin bernard bernie bill billy bob bobby boris brad brandon brian bruce
    bryan carl carlos charles charlie chris christian christopher chuck clarence corey cory craig curtis dan daniel
    danny dave david dean dennis dick dmitry don donald doug douglas drew dwight ed eddie edward edwin elijah emmanuel
    enrique eric ernest eugene felipe fernando francis francisco frank franklin fred frederick gary gavin gene george
    gerald giovanni glenn gordon graham grant greg gregory guillermo hans harold harry hassan hector henry herbert
    howard hugh ian ibrahim igor ivan jack jacob jake james jamie jared jason jay jeb jeff jeffrey jeremy jerome jerry
    jesse jim jimmy joe joel john johnny jon jonathan jorge jose joseph josh joshua juan julian justin karl keith ken
    kenneth kevin khalid kyle lamar larry lawrence lee leo leon leonard lester lewis liam lloyd louis luca
    lucas luis luke manuel marc marco marcus mario mark martin marvin matt matthew maurice max michael michel miguel
    mike mitch mitt mohamed mohammed muhammad narendra nate nathan neil newt nicholas nick nigel noah norman oliver omar
    oscar pablo pat patrick paul pedro pete peter phil philip pierre ralph ramon randy ray raymond reginald reince
    rex ricardo rich richard rick rob robert roberto robby rodney roger roland ron ronald ross roy rudy rush russell
    ryan sam samuel scott sean sebastian sergei seth shane shaun sidney simon stanley stefan stephen steve steven stuart
    ted terrence terry theodore thomas tim timothy toby todd tom tommy tony travis trey tyler vernon victor
    vincent vladimir volodymyr wade walter warren wayne wesley william xi yusuf zachary""".split()
)
FEMALE_NAMES = frozenset(
    """abigail ada alexandra alice alicia alison allison amanda amber amelia amy ana andrea angela angelina anita ann
    anna anne annie april audrey aung barbara beatrice becky bella bernadette beth betty beverly bonnie brenda bridget
    brittany camilla carmen carol caroline carolyn cassandra catherine cathy charlotte chelsea cheryl christina
    christine cindy claire clara claudia colleen connie cristina crystal cynthia daisy dana danielle deborah debra
    denise diana diane dolores donna dora doris dorothy edith eileen elaine eleanor elena elise elizabeth ella ellen
    emily emma erica erika erin esther eva evelyn fatima fiona florence frances gabriela gail gennifer gina ginny
    gloria grace greta hannah harriet heather helen hillary holly hope huma irene iris isabel ivanka jackie jacqueline
    jane janet janice jasmine jean jeanne jennifer jenny jessica jill jo joan joanna jodi josephine joy joyce juanita
    judith judy julia julie kamala karen kate katherine kathleen kathy katie kellyanne kelly kim kimberly kirsten
    kristen kristin laura lauren leah lena leticia lillian linda lisa liz lois loretta lori louise lucia lucy lynn
    madeleine maggie margaret maria marie marilyn marina marjorie martha mary maureen megan melania melanie melissa
    meredith michele michelle mildred miranda molly monica nadia nancy naomi natalie neera nicole nikki nina nora olga
    olivia pamela patricia paula peggy penelope phyllis priscilla rachel rebecca regina renee rita roberta rosa rose
    rosemary roxanne ruth sally samantha sandra sara sarah sharon sheila shelley shirley sofia sonia sophia sophie
    stacey stella stephanie sue susan susanna suzanne sylvia tamara tammy tanya tara teresa theresa tiffany tina tracy
    ursula valerie vanessa vera veronica victoria virginia vivian wanda wendy yvonne zoe""".split()
)

MALE_TITLES = frozenset("mr mr. sir lord king prince father brother congressman chairman spokesman".split())
FEMALE_TITLES = frozenset(
    "mrs ms mrs. ms. miss lady queen princess sister congresswoman chairwoman spokeswoman dame".split()
)
MALE_NOUNS = frozenset("man boy father son husband brother king prince actor businessman gentleman uncle".split())
FEMALE_NOUNS = frozenset("woman girl mother daughter wife sister queen princess actress businesswoman aunt".split())

PERSON_NOUNS = frozenset(
    """source official spokesman spokeswoman spokesperson man woman person aide adviser advisor expert witness resident
    lawyer attorney analyst professor president senator governor mayor secretary minister judge justice chief director
    chairman chairwoman manager leader owner officer candidate nominee voter reporter journalist author writer doctor
    economist historian scientist researcher scholar strategist diplomat ambassador executive boss founder player coach
    critic supporter congressman congresswoman lawmaker representative commissioner prosecutor detective father mother
    wife husband son daughter brother sister friend neighbor boy girl student teacher prime king queen pope host anchor
    moderator columnist narrator questioner operative driver captain survivor victim billionaire businessman mogul
    insider someone everyone somebody nobody anyone republican democrat newcomer incumbent rival opponent""".split()
)
DOCUMENT_NOUNS = frozenset(
    """report study poll survey letter statement book article memo memorandum ruling complaint lawsuit suit bill email
    e-mail ad advertisement video website site document data analysis review paper research story editorial post tweet
    transcript record law plan constitution agreement treaty order decree clip spot headline column release filing
    documents records emails polls reports studies brief testimony indictment warrant speech script map film
    documentary census resolution act amendment guidelines""".split()
)
ORGANIZATION_NOUNS = frozenset(
    """company agency court department government ministry house committee university bank party board council campaign
    group institute union administration newspaper network association organization organisation firm police team
    commission office bureau center centre foundation church school college hospital army navy military parliament
    congress senate state city county country nation club league federation corporation times post magazine journal
    tribunal panel conference coalition staff jury white news inc. corp. co. ltd. llc plc""".split()
)
PLURAL_NOUNS = frozenset("people men women police children media public staff press others many some both".split())

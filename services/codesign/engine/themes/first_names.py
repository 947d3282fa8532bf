"""Words that tell places and subjects from people, and first names that are common in Britain and mean nothing else."""

from __future__ import annotations

from services.codesign.engine.themes.stop_words import spaced

BEFORE_SUBJECTS = spaced(
    "the a an this that our your my their its no some any every each more on y yr ein eich eu ar le la "
    "les un une des du sur el los las una del sobre o os as um uma il lo gli de het een"
)
PLACE_WORDS = spaced(
    "street road lane avenue close drive way square park gardens centre center hospital clinic surgery "
    "school college university library station ward house court hall church market bridge hill green "
    "estate town city village bay beach harbour island river valley county north south east west upper "
    "lower central stryd heol lôn ffordd parc ysgol ysbyty canolfan llyfrgell gorsaf eglwys pont bryn "
    "tref dinas pentref bae cwm afon ynys neuadd"
)
SUBJECTS = spaced(
    "monday tuesday wednesday thursday friday saturday sunday january february april july august "
    "september october november december christmas easter ramadan eid diwali english welsh cymraeg "
    "saesneg british scottish irish polish urdu arabic french german spanish european wales cymru england "
    "scotland ireland britain uk london cardiff caerdydd facebook instagram whatsapp zoom google twitter "
    "youtube internet covid universal credit council government parliament senedd christian muslim jewish "
    "god nhs bsl brexit wifi dad mum mam nan gran grandma grandad daddy mummy matron xmas pip llun mawrth "
    "mercher iau gwener sadwrn sul nadolig pasg lloegr"
)
FIRST_NAMES = spaced(
    "aaron abigail adam adrian aisha alan albert alex alexander alice alison amanda amy andrea andrew "
    "angela ann anna anne annie anthony ashley barbara ben benjamin bethan beverley brenda brian bronwen "
    "carol caroline carolyn catherine catrin charles charlie charlotte chloe chris christina christine "
    "christopher claire clare colin craig dafydd daniel danielle darren dave david dawn dean deborah "
    "debbie denise derek diana diane dilys donna dorothy dylan edward elaine eleanor eleri elin elizabeth "
    "ellen ellie emily emma eric eira fatima fiona frances gareth gary gavin geoff george georgina "
    "geraint gillian glenys graham gwen gwyneth hannah harriet harry hayley heather helen huw hywel ian "
    "ieuan imran isaac iwan jack jacqueline jade james jamie jane janet janice jason jean jennifer jenny "
    "jessica jill jim joan joanna joanne joe john jonathan joseph joshua joyce judith julia julian julie "
    "karen kate katherine kathleen katie kathryn keith kelly ken kenneth kerry kevin kieran kim kirsty "
    "kyle laura lauren leanne leigh lesley lewis liam linda lindsay lisa llinos louise lowri lucy luke "
    "lynn lynne mair malcolm mandy marc margaret maria marian marie marion martin mary matt matthew "
    "maureen megan mehmet michael michelle mike mohammed mohamed muhammad natalie nathan neil nia "
    "nicholas nicola nigel oliver olivia owain pam pamela patricia paul paula pauline peter phil philip "
    "rachel rebecca rhian rhiannon rhys richard robert roger ronald rosemary ruth ryan sally sam samantha "
    "samuel sandra sara sarah scott sean shannon sharon sheila shirley sian simon siân sioned sophie "
    "stacey stephanie stephen steve steven stuart susan suzanne tanya teresa thomas tim timothy toby tom "
    "tony tracey tracy trevor valerie vanessa vicky victoria vincent vivienne wayne wendy yasmin yvonne "
    "zoe"
)

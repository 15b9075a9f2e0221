"""Uptake: does somebody try, or build on, what another brought?"""

from metrics.metric import Dimension, Direction, Metric, Need, Unit

# Cues that somebody acts on what another said: English, Dutch, German, French. Lower case.
_CUES = {
    "en": (
        r"(?:i|we)(?:'ve| have|'d)? (?:just |also |now |since |finally )?(?:tried|tested|used|adopted"
        r"|copied|borrowed|applied|followed) (?:it|this|that|your|yours|the same|his|her|their)\b"
        r"|(?:i|we)(?:'ll| will|'m going to|'re going to| am going to| are going to| shall)"
        r" (?:also |now |definitely |certainly )?(?:try|test|use|adopt|copy|borrow|steal|apply)"
        r" (?:it|this|that|your|the same)\b"
        r"|(?:building|build|built|expanding|elaborating) (?:further )?(?:on|upon) (?:this|that|what|your|the)\b"
        r"|inspired by (?:this|that|your|you|what)\b|following your (?:advice|tip|suggestion|example|idea)"
        r"|(?:your|this|that) (?:tip|advice|suggestion|idea|approach|trick|fix) (?:worked|works|helped|did it)"
        r"|(?:it|that|this) worked (?:for (?:me|us)|here|too)\b|thanks to your (?:tip|advice|post|idea)"
    ),
    "nl": (
        r"\b(?:dat|dit|het|jouw \w+|je \w+) (?:ook |net |zelf |meteen )?(?:geprobeerd|uitgeprobeerd|overgenomen|toegepast|gebruikt)\b"
        r"|\b(?:ga|gaan|zal|zullen) (?:ik|we|wij)? ?(?:dit|dat|het|jouw \w+) (?:ook )?(?:eens )?(?:proberen|uitproberen|overnemen|toepassen|gebruiken)"
        r"|\bvoortbouwend op\b|\bgeïnspireerd door (?:jou|jullie|jouw|dit|deze)\b"
        r"|\b(?:jouw|je|die|deze) (?:tip|advies|idee|aanpak) (?:werkte|werkt|hielp)\b"
    ),
    "de": (
        r"\b(?:das|es|dies|deinen \w+|deine \w+|ihren \w+|ihre \w+) (?:auch |gleich |selbst |mal )?(?:ausprobiert|übernommen|angewendet|umgesetzt|getestet)\b"
        r"|\b(?:werde|werden|will|wollen) (?:ich |wir )?(?:das|es|dies|deine \w+|deinen \w+|ihre \w+|ihren \w+) (?:auch |mal )?(?:ausprobieren|übernehmen|umsetzen|testen)"
        r"|\baufbauend auf\b|\bangeregt durch (?:deine|ihre|dies|das)"
        r"|\b(?:dein|ihr|der|die|das) (?:tipp|rat|idee|vorschlag) (?:hat geholfen|hat funktioniert|funktioniert)"
    ),
    "fr": (
        r"\b(?:j'ai|nous avons|on a) (?:aussi |bien )?(?:essayé|testé|repris|adopté|appliqué|utilisé) (?:ça|cela|ton|ta|votre|vos|cette|cet|ce|la même|le même)\b"
        r"|\b(?:je vais|nous allons|on va) (?:aussi )?(?:essayer|tester|reprendre|adopter|appliquer|utiliser) (?:ça|cela|ton|ta|votre|vos|cette|cet|ce|la même|le même)\b"
        r"|\ben partant de (?:ton|ta|votre|ce que)\b|\binspirée?s? par (?:ton|ta|votre|vous|toi|ce)\b"
        r"|\b(?:ton|votre|cette|ce) (?:conseil|idée|astuce|approche) (?:a marché|a fonctionné|m'a aidé|nous a aidé)"
    ),
}
_ANY = "|".join(_CUES.values())

METRIC = Metric(
    name="uptake",
    title="Taken further",
    question="Does somebody try, or build on, what another brought?",
    finding="In {} answered conversations, somebody tries or builds on what another brought",
    formula="Conversations in which, within 28 days, somebody says after another that they tried, "
    "will try, took over or build on it, as a share of all conversations with an answer that are "
    "at least 28 days old and in a language with rules. Found by cues in English, Dutch, German "
    "and French.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="answered conversations that are 28 days old",
    needs=(Need.THREADS, Need.TEXT),
    source="Knowledge that is reused, and not only answered: Majchrzak, Cooper & Neece 2004 "
    "(Management Science 50:174); question, answer and elaboration in Zhang, Culbertson & Paritosh "
    "2017 (ICWSM, Coarse Discourse); interval over conversations",
    blind_spot="Most of what is tried is never told. Cues miss many ways of saying it, and see no "
    "irony; what they find is a lower end.",
    advice=(
        "A week after an answer, ask in the thread: who tried it, and what happened?",
        "Nothing to mend.",
    ),
    silence="no conversation with an answer in a language with rules is old enough",
    caveat="found by a few cues, unverified here",
    evidence=f"""
        with answered as (
            select
                threads.community,
                threads.period,
                threads.thread,
                threads.opened,
                threads.first_reply,
                threads.people
            from threads($grain) as threads
            join observed using (community)
            where first_reply <= opened + interval 14 day
              and opened <= observed.last - interval 28 day
        ),

        cued as (
            select text
            from text
            where regexp_matches(lower(body), $cues${_ANY}$cues$)
        ),

        said as (
            select assessed.thread, assessed.posted_at, cued.text is not null as takes_up
            from assessed
            left join cued using (text)
        )

        select
            answered.community,
            answered.period,
            answered.thread                                        as one,
            null::integer                                          as other,
            coalesce(bool_or(
                takes_up
                and said.posted_at >= first_reply
                and said.posted_at <= opened + interval 28 day
            ), false)::integer                                     as amount,
            1                                                      as out_of,
            any_value(answered.people)                             as people
        from answered
        join said using (thread)
        group by all
    """,
)

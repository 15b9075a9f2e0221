-- How high a level is, where its name says so: a number in it, or what organisations call juniors,
-- seniors, leaders. Null where the name does not say. Only for comparing two levels of one list.
create or replace macro rank_of(level) as
    case
        when regexp_matches(level, '\d') then regexp_extract(level, '\d+')::double
        when regexp_matches(
            level,
            '(?i)\b(intern|trainee|apprentice|student|stagiair\w*|praktikant\w*|auszubildende\w*|apprenti\w*)s?\b'
        ) then 0
        when regexp_matches(
            level, '(?i)\b(starter|junior|entry|assistant|assistent\w*|débutante?|beginner)s?\b'
        ) then 1
        when regexp_matches(
            level, '(?i)\b(chief|c[eotfi]o|president|executive|board|bestuur\w*|vorstand\w*)s?\b'
        ) then 6
        when regexp_matches(level, '(?i)\b(director|direct(eur|rice)|direkt\w*|vp|vice)s?\b') then 5
        when regexp_matches(
            level,
            '(?i)\b(manager|lead|leader|head|supervisor|chef|\w*leiter(in)?|\w*leider|\w*hoofd|responsable)s?\b'
        ) then 4
        when regexp_matches(level, '(?i)\b(senior|principal|expert|partner)s?\b') then 3
        when regexp_matches(
            level,
            '(?i)\b(professional|specialist|medior|officer|consultant|associate|medewerker|mitarbeiter(in)?|employé|regular|staff)e?s?\b'
        ) then 2
    end;

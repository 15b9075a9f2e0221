-- The calendar period of a moment. Grain all is one period that holds everything.
create or replace macro period_of(moment, grain) as
    case when grain = 'all' then date '1970-01-01' else date_trunc(replace(grain, 'all', 'year'), moment)::date end;

create or replace macro period_end(period, grain) as
    case grain
        when 'month' then period + interval 1 month
        when 'quarter' then period + interval 3 month
        when 'year' then period + interval 1 year
        else timestamp '9999-01-01'
    end;

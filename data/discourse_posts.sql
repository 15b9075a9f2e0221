-- [params]
-- int :after_post = 0

select
    posts.id as post_id,
    posts.topic_id,
    topics.title as topic_title,
    topics.archetype,
    categories.name as category,
    posts.post_number,
    posts.reply_to_post_number,
    posts.post_type,
    posts.user_id,
    users.username,
    posts.created_at,
    posts.updated_at,
    posts.version,
    posts.cooked,
    posts.hidden,
    posts.deleted_at
from posts
join topics on topics.id = posts.topic_id
left join users on users.id = posts.user_id
left join categories on categories.id = topics.category_id
where topics.archetype = 'regular'
  and topics.deleted_at is null
  and not coalesce(categories.read_restricted, false)
  and posts.id > :after_post
order by posts.id
limit 10000

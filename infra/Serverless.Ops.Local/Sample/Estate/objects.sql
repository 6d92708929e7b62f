-- One object of each kind that a restore must bring back. They are made after the rows, so that seeding does not fire the trigger.

create sequence `media_request_id_seq` start with 1 increment by 1 cache 50;

create view `open_suggestions` as
  select s.`name`, s.`member`, m.`member_name`, s.`suggested_status`, s.`creation`
  from `tabStatus Suggestion` s left join `tabMember` m on m.`name` = s.`member`
  where s.`status` = 'Pending';

create function `member_balance`(member varchar(140) character set utf8mb4) returns decimal(21,9)
  reads sql data
  return (select `balance` from `tabMember` where `name` = member collate utf8mb4_unicode_ci);

create procedure `clear_old_sessions`(in keep_days int)
  modifies sql data
begin
  -- a comment; with a semicolon and a 'quote'
  delete from `tabSessions` where `lastupdate` < now(6) - interval keep_days day;
end;

create trigger `member_email_lower` before insert on `tabMember` for each row
begin
  set new.`email` = lower(new.`email`);
end;

create event `expire_sessions` on schedule every 1 day starts '2026-01-01 03:00:00'
  on completion preserve comment 'Frappe leaves this to its scheduler; here it shows that events come back'
  do call `clear_old_sessions`(30);

-- A Frappe-like site: Frappe's own table naming, column types, row format and indexes
-- (frappe/database/mariadb: framework_mariadb.sql, schema.py, database.py), with the DocTypes of a membership application.

create table `tabMember` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `member_name` varchar(140) default null,
  `email` varchar(140) default null,
  `phone` varchar(140) default null,
  `status` varchar(140) default 'Active',
  `chapter` varchar(140) default null,
  `date_of_birth` date default null,
  `balance` decimal(21,9) not null default 0.000000000,
  `last_payment_reference` varchar(140) default null,
  `consent` int(1) not null default 0,
  `biography` longtext default null,
  `image` text default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  unique key `email` (`email`),
  key `status_index` (`status`),
  key `chapter_index` (`chapter`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabStatus Suggestion` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `member` varchar(140) default null,
  `suggested_status` varchar(140) default null,
  `status` varchar(140) default 'Pending',
  `reason` text default null,
  `approved_by` varchar(140) default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  key `member_index` (`member`),
  key `status_index` (`status`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabPayment Entry` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `naming_series` varchar(140) default null,
  `payment_type` varchar(140) default null,
  `posting_date` date default null,
  `party_type` varchar(140) default null,
  `party` varchar(140) default null,
  `party_name` varchar(140) default null,
  `paid_amount` decimal(21,9) not null default 0.000000000,
  `currency` varchar(140) default null,
  `reference_no` varchar(140) default null,
  `remarks` text default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  key `party_index` (`party`),
  key `reference_no_index` (`reference_no`),
  key `posting_date_index` (`posting_date`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabPayment Entry Reference` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `reference_doctype` varchar(140) default null,
  `reference_name` varchar(140) default null,
  `due_date` date default null,
  `total_amount` decimal(21,9) not null default 0.000000000,
  `allocated_amount` decimal(21,9) not null default 0.000000000,
  `parent` varchar(140) default null,
  `parentfield` varchar(140) default null,
  `parenttype` varchar(140) default null,
  primary key (`name`),
  key `reference_name_index` (`reference_name`),
  key `parent` (`parent`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabMedia Request` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `title` varchar(140) default null,
  `requested_by` varchar(140) default null,
  `status` varchar(140) default 'Open',
  `media_type` varchar(140) default null,
  `description` longtext default null,
  `attachment` text default null,
  `due_at` time(6) default null,
  `rating` decimal(3,2) default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  key `requested_by_index` (`requested_by`),
  key `status_index` (`status`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabUser` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `enabled` int(1) not null default 1,
  `email` varchar(140) default null,
  `first_name` varchar(140) default null,
  `full_name` varchar(140) default null,
  `username` varchar(140) default null,
  `language` varchar(140) default null,
  `time_zone` varchar(140) default null,
  `user_type` varchar(140) default 'System User',
  `api_key` varchar(140) default null,
  `last_login` datetime(6) default null,
  `last_ip` varchar(140) default null,
  `last_active` datetime(6) default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  unique key `username` (`username`),
  unique key `api_key` (`api_key`),
  key `last_active_index` (`last_active`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `__Auth` (
  `doctype` varchar(140) not null,
  `name` varchar(255) not null,
  `fieldname` varchar(140) not null,
  `password` text not null,
  `encrypted` int(1) not null default 0,
  primary key (`doctype`, `name`, `fieldname`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabVersion` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `ref_doctype` varchar(140) default null,
  `docname` varchar(140) default null,
  `data` longtext default null,
  `_user_tags` text default null,
  `_comments` text default null,
  `_assign` text default null,
  `_liked_by` text default null,
  primary key (`name`),
  key `ref_doctype_docname_index` (`ref_doctype`, `docname`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabScheduled Job Log` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `status` varchar(140) default null,
  `scheduled_job_type` varchar(140) default null,
  `details` longtext default null,
  primary key (`name`),
  key `scheduled_job_type_index` (`scheduled_job_type`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabFile` (
  `name` varchar(255) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(255) default null,
  `owner` varchar(255) default null,
  `docstatus` int(1) not null default 0,
  `parent` varchar(255) default null,
  `parentfield` varchar(255) default null,
  `parenttype` varchar(255) default null,
  `idx` int(8) not null default 0,
  `file_name` varchar(255) default null,
  `file_url` varchar(255) default null,
  `module` varchar(255) default null,
  `attached_to_name` varchar(255) default null,
  `file_size` int(11) not null default 0,
  `attached_to_doctype` varchar(255) default null,
  `is_private` int(1) not null default 0,
  `content_hash` varchar(140) default null,
  primary key (`name`),
  key `parent` (`parent`),
  key `attached_to_name` (`attached_to_name`),
  key `attached_to_doctype` (`attached_to_doctype`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabSessions` (
  `user` varchar(255) default null,
  `sid` varchar(255) default null,
  `sessiondata` longtext,
  `ipaddress` varchar(16) default null,
  `lastupdate` datetime(6) default null,
  `status` varchar(20) default null,
  key `sid` (`sid`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabSingles` (
  `doctype` varchar(255) default null,
  `field` varchar(255) default null,
  `value` longtext,
  key `singles_doctype_field_index` (`doctype`, `field`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabSeries` (
  `name` varchar(100),
  `current` int(10) not null default 0,
  primary key (`name`)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `__global_search` (
  `doctype` varchar(100),
  `name` varchar(140),
  `title` varchar(140),
  `content` text,
  fulltext (`content`),
  `route` varchar(140),
  `published` int(1) not null default 0,
  unique `doctype_name` (`doctype`, `name`)
) engine=MyISAM character set=utf8mb4 collate=utf8mb4_unicode_ci;

create table `tabError Log` (
  `name` varchar(140) not null,
  `creation` datetime(6) default null,
  `modified` datetime(6) default null,
  `modified_by` varchar(140) default null,
  `owner` varchar(140) default null,
  `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0,
  `seen` int(1) not null default 0,
  `method` varchar(140) default null,
  `error` longtext default null,
  primary key (`name`),
  key `creation` (`creation`),
  key `modified` (`modified`)
) engine=MyISAM row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;

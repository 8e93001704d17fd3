# Operations and the command line.
error-org-without-admin = The organization has no active administrator
error-org-ambiguous = Several organizations have this name. Give the id.
error-scopes-beyond-member = The member does not hold all of these permissions
dev-mail-title = Caught mail
dev-mail-none = No mail has been caught yet.
dev-mail-clear = Delete all
dev-mail-to = To
dev-mail-links = Links
dev-mail-back = All mail
dev-mail-note = Mail does not leave this machine because no mail server is set (CMIS_SMTP_URL).
thing-mail = Mail

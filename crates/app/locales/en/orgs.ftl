# Orgs and their teams.
error-last-admin = This is the last administrator of the organization. Make somebody else an administrator first.
error-role-above = Nobody can grant or change a role above their own
check-too-many = Too many entries

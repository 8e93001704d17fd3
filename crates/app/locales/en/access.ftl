# Who is calling.
error-people-only = Only a signed-in person can do this, not a key or an app
error-instance-admin-only = Only an administrator of the installation can do this
error-org-suspended = This organization is suspended. Contact the administrator of the installation.
error-member-suspended = Your membership in this organization is suspended. Contact one of its administrators.
error-mfa-required = This organization asks for a second factor. Set one up under Settings, then sign in again.
error-no-current-org = Choose an organization first
error-wrong-credentials = The email or the password is wrong
error-origin = This request comes from a page that may not sign in here

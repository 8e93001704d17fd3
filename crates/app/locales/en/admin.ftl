# Administration of the installation.
error-disable-oneself = You cannot disable your own account. Ask another administrator of the installation.
error-last-instance-admin = This is the last administrator of the installation. Make somebody else one first.
check-plan-limit = This must be a whole number that is not negative (members: at least one), or null for no limit

# The demo.
demo-person = Demo guest
demo-org = Najd Coffee (demo)
error-demo-there = There is a demo already. Sign in with { $email }; `cmis user:set-password { $email }` gives it a new password.

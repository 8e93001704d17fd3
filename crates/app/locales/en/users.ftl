# People and their logins.
error-invitation-gone = This invitation is no longer valid, or it was sent to another address
error-registration-closed = Registration is by invitation. Ask a colleague to invite you.
error-setup-token = The set-up link is not valid any more. Sign in, or start the server again to see a new one.
error-account-exists = There is already an account with this address. Sign in instead.
error-link-gone = This link is no longer valid. Ask for a new one.
error-email-taken = There is already an account with this address
error-email-unverified = Confirm your email address first: follow the link in our mail, or ask for a new one
error-account-disabled = This account is disabled. Contact the administrator of the installation.
error-mfa-token = The sign-in took too long or had too many wrong codes. Start again.
error-mfa-code = This code is wrong or already used. Wait for the next one.
message-registered-ready = Your account is ready. Sign in.
message-verification-sent = If the address is right, a mail with a confirmation link is on its way
message-email-verified = Your email address is confirmed
message-signed-out = You are signed out
message-reset-sent = If there is an account with this address, a mail with a link is on its way
message-password-reset = Your password is changed. Sign in with the new one.

# API keys and the OAuth server.
check-scopes-beyond = You cannot give permissions that you do not have: { $scopes }
check-key-outlives = A key cannot make or extend one that lives longer than itself
check-redirect = This must be an https address, an http address on this computer, or a private scheme with a dot in it, without a fragment or wildcard
check-redirects-many = { $max ->
    [one] At most one address
   *[other] At most { $max } addresses
}
check-oauth-client = This app is not registered here. Nothing was passed on to it.
check-oauth-redirect = The app did not register this address. Nothing was sent there.
error-key-by-app = An app cannot make or extend API keys
error-key-revoked = This key is revoked. Make a new one.
error-oauth-public-app = This app keeps no secret
error-oauth-request = The app asked in a way that cannot be answered: { $cause }
message-key-revoked = The key is revoked and stopped working
message-oauth-app-removed = The app is removed and its access has ended
message-grant-revoked = The access has ended
activity-api_key-created = { $actor } made the API key { $object }
activity-api_key-updated = { $actor } changed the API key { $object }
activity-api_key-revoked = { $actor } revoked the API key { $object }
activity-oauth_app-created = { $actor } registered the app { $object }
activity-oauth_app-updated = { $actor } changed the app { $object }
activity-oauth_app-removed = { $actor } removed the app { $object }
activity-oauth_app-secret_rotated = { $actor } gave the app { $object } a new secret
activity-oauth_grant-created = { $actor } gave the app { $client_name } access
activity-oauth_grant-revoked = { $actor } ended the access of the app { $client_name }
activity-oauth_grant-token_revoked = The app { $client_name } gave an access token back
activity-oauth_grant-code_reused = The access of the app { $client_name } was ended: somebody used a code twice
activity-oauth_grant-refresh_token_reused = The access of the app { $client_name } was ended: somebody used a refresh token twice

# oauth

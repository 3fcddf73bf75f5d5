//! Staff sign-in: password, one-time code, sessions and OpenID Connect.

//! Typed ids: `Id<Org>` cannot be passed where an `Id<User>` is meant.
//!
//! All ids are UUIDv7, made in the application by an injected [`Ids`] source, never by the database.

use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id of a `T`. Copy, ordered by creation time (UUIDv7).
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Wraps a raw id, as read from the database or a checked address.
    pub const fn new(raw: Uuid) -> Self {
        Self(raw, PhantomData)
    }

    /// The raw id, for binding to a query.
    pub const fn raw(self) -> Uuid {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> From<Uuid> for Id<T> {
    fn from(raw: Uuid) -> Self {
        Self::new(raw)
    }
}
impl<T> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.0
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    /// Accepts the hyphenated form only: one spelling an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 36 {
            return Err(Uuid::parse_str("").expect_err("an empty string is no id"));
        }
        Uuid::parse_str(text).map(Self::new)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not a UUID"))
    }
}
/// What an id is in the API document: a string of the format `uuid`, whatever it names.
fn uuid_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
}

impl<T> utoipa::__dev::ComposeSchema for Id<T> {
    fn compose(
        _: Vec<utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>>,
    ) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        uuid_schema()
    }
}
impl<T> utoipa::ToSchema for Id<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

#[cfg(feature = "sqlx")]
mod columns {
    use sqlx::{
        Decode, Encode, Postgres, Type,
        encode::IsNull,
        error::BoxDynError,
        postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef},
    };
    use uuid::Uuid;

    use super::Id;

    impl<T> Type<Postgres> for Id<T> {
        fn type_info() -> PgTypeInfo {
            <Uuid as Type<Postgres>>::type_info()
        }
    }
    impl<T> PgHasArrayType for Id<T> {
        fn array_type_info() -> PgTypeInfo {
            <Uuid as PgHasArrayType>::array_type_info()
        }
    }
    impl<T> Encode<'_, Postgres> for Id<T> {
        fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            <Uuid as Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
        }
    }
    impl<T> Decode<'_, Postgres> for Id<T> {
        fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
            <Uuid as Decode<'_, Postgres>>::decode(value).map(Self::new)
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                uuid_schema()
            }
        }
        impl utoipa::ToSchema for $name {})*
    };
}

kinds! {
    /// A person with an account on this installation.
    User,
    /// The tenant.
    Org,
    /// A user in an org.
    Member,
    /// An invitation to an org.
    Invitation,
    /// A login of a person: what a refresh token family belongs to.
    Session,
    /// An API key of an org.
    ApiKey,
    /// An OAuth app that an org registered.
    OauthApp,
    /// A person's consent to an OAuth client.
    Grant,
    /// An address of an org's own that is told what happens.
    WebhookEndpoint,
    /// An event on its way to a webhook endpoint.
    WebhookDelivery,
    /// Background work.
    Job,
    /// An in-app notification.
    Notification,
    /// An ad account of a platform.
    AdAccount,
    /// A page or profile of a platform: a social account.
    SocialAccount,
    /// An org's authorized connection to a platform.
    Integration,
    /// A sync of an integration.
    SyncRun,
    /// An org's own plan across platforms.
    Campaign,
    /// A described target reader of campaigns.
    Persona,
    /// A campaign on one ad account.
    PlatformCampaign,
    /// Something that was decided of a campaign and that platforms had to be told.
    CampaignChange,
    /// What one ad account had to be told of a change.
    CampaignStep,
    /// What a platform announced, in one org.
    WebhookLog,
    /// How somebody looks at a page, under a name.
    SavedView,
    /// When people want to be told of a campaign's numbers.
    AlertRule,
    /// A number that crossed a threshold.
    Alert,
    /// Something that somebody decided and somebody else has to agree to.
    SpendApproval,
}

/// The source of new ids. Cheap to clone.
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn() -> Uuid + Send + Sync>);

impl Ids {
    /// UUIDv7 of the system clock.
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    pub fn system() -> Self {
        Self(Arc::new(Uuid::now_v7))
    }

    /// Ids from a function, for tests.
    pub fn from_fn(next: impl Fn() -> Uuid + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// A new id.
    pub fn next<T>(&self) -> Id<T> {
        Id::new((self.0)())
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use super::{Id, Org};

    #[test]
    fn an_id_has_one_spelling() {
        let text = "0195e0a0-0000-7000-8000-000000000001";
        let id: Id<Org> = text.parse().expect("hyphenated");
        assert_eq!(id.to_string(), text);
        for other in ["", "0195e0a0000070008000000000000001", "{0195e0a0-0000-7000-8000-000000000001}", "urn:x"] {
            assert!(other.parse::<Id<Org>>().is_err(), "{other}");
        }
    }
}

//! What LinkedIn calls countries: it knows places by numbers, which it tells of a name (Ad Targeting, typeahead).

/// ISO 3166-1 alpha-2 and the English name. Where LinkedIn has changed a name or may write it in two ways, both are here.
const NAMES: &str = "AF=Afghanistan;AX=Åland Islands;AL=Albania;DZ=Algeria;AS=American Samoa;AD=Andorra;AO=Angola;\
    AI=Anguilla;AG=Antigua and Barbuda;AR=Argentina;AM=Armenia;AW=Aruba;AU=Australia;AT=Austria;\
    AZ=Azerbaijan;BS=The Bahamas;BS=Bahamas;BH=Bahrain;BD=Bangladesh;BB=Barbados;BY=Belarus;BE=Belgium;\
    BZ=Belize;BJ=Benin;BM=Bermuda;BT=Bhutan;BO=Bolivia;BA=Bosnia and Herzegovina;BW=Botswana;BR=Brazil;\
    VG=British Virgin Islands;BN=Brunei;BG=Bulgaria;BF=Burkina Faso;BI=Burundi;KH=Cambodia;CM=Cameroon;\
    CA=Canada;CV=Cape Verde;CV=Cabo Verde;BQ=Bonaire, Sint Eustatius and Saba;KY=Cayman Islands;\
    CF=Central African Republic;TD=Chad;CL=Chile;CN=China;CX=Christmas Island;CC=Cocos (Keeling) Islands;\
    CO=Colombia;KM=Comoros;CG=Republic of the Congo;CD=Congo (DRC);CK=Cook Islands;CR=Costa Rica;\
    CI=Côte d’Ivoire;CI=Côte d'Ivoire;HR=Croatia;CU=Cuba;CW=Curaçao;CY=Cyprus;CZ=Czechia;DK=Denmark;\
    DJ=Djibouti;DM=Dominica;DO=Dominican Republic;EC=Ecuador;EG=Egypt;SV=El Salvador;GQ=Equatorial Guinea;\
    ER=Eritrea;EE=Estonia;SZ=Eswatini;ET=Ethiopia;FK=Falkland Islands;FO=Faroe Islands;FJ=Fiji;FI=Finland;\
    FR=France;GF=French Guiana;PF=French Polynesia;GA=Gabon;GM=The Gambia;GM=Gambia;GE=Georgia;DE=Germany;\
    GH=Ghana;GI=Gibraltar;GR=Greece;GL=Greenland;GD=Grenada;GP=Guadeloupe;GU=Guam;GT=Guatemala;GG=Guernsey;\
    GN=Guinea;GW=Guinea-Bissau;GY=Guyana;HT=Haiti;HN=Honduras;HK=Hong Kong SAR;HK=Hong Kong;HU=Hungary;\
    IS=Iceland;IN=India;ID=Indonesia;IR=Iran;IQ=Iraq;IE=Ireland;IM=Isle of Man;IL=Israel;IT=Italy;\
    JM=Jamaica;JP=Japan;JE=Jersey;JO=Jordan;KZ=Kazakhstan;KE=Kenya;KI=Kiribati;XK=Kosovo;KW=Kuwait;\
    KG=Kyrgyzstan;LA=Laos;LV=Latvia;LB=Lebanon;LS=Lesotho;LR=Liberia;LY=Libya;LI=Liechtenstein;LT=Lithuania;\
    LU=Luxembourg;MO=Macao SAR;MO=Macao;MG=Madagascar;MW=Malawi;MY=Malaysia;MV=Maldives;ML=Mali;MT=Malta;\
    MH=Marshall Islands;MQ=Martinique;MR=Mauritania;MU=Mauritius;YT=Mayotte;MX=Mexico;FM=Micronesia;\
    MD=Moldova;MC=Monaco;MN=Mongolia;ME=Montenegro;MS=Montserrat;MA=Morocco;MZ=Mozambique;MM=Myanmar;\
    NA=Namibia;NR=Nauru;NP=Nepal;NL=Netherlands;NC=New Caledonia;NZ=New Zealand;NI=Nicaragua;NE=Niger;\
    NG=Nigeria;NU=Niue;NF=Norfolk Island;KP=North Korea;MK=North Macedonia;MP=Northern Mariana Islands;\
    NO=Norway;OM=Oman;PK=Pakistan;PW=Palau;PS=Palestinian Authority;PS=Palestine;PA=Panama;\
    PG=Papua New Guinea;PY=Paraguay;PE=Peru;PH=Philippines;PN=Pitcairn Islands;PL=Poland;PT=Portugal;\
    PR=Puerto Rico;QA=Qatar;RE=Reunion;RE=Réunion;RO=Romania;RU=Russia;RW=Rwanda;BL=Saint Barthelemy;\
    SH=Saint Helena;KN=Saint Kitts and Nevis;LC=Saint Lucia;MF=Saint Martin;PM=Saint Pierre and Miquelon;\
    VC=Saint Vincent and the Grenadines;WS=Samoa;SM=San Marino;ST=São Tomé and Príncipe;SA=Saudi Arabia;\
    SN=Senegal;RS=Serbia;SC=Seychelles;SL=Sierra Leone;SG=Singapore;SX=Sint Maarten;SK=Slovakia;SI=Slovenia;\
    SB=Solomon Islands;SO=Somalia;ZA=South Africa;KR=South Korea;SS=South Sudan;ES=Spain;LK=Sri Lanka;\
    SD=Sudan;SR=Suriname;SJ=Svalbard and Jan Mayen;SE=Sweden;CH=Switzerland;SY=Syria;TW=Taiwan;\
    TJ=Tajikistan;TZ=Tanzania;TH=Thailand;TL=Timor-Leste;TG=Togo;TK=Tokelau;TO=Tonga;TT=Trinidad and Tobago;\
    TN=Tunisia;TR=Türkiye;TR=Turkey;TM=Turkmenistan;TC=Turks and Caicos Islands;TV=Tuvalu;UG=Uganda;\
    UA=Ukraine;AE=United Arab Emirates;GB=United Kingdom;US=United States;VI=US Virgin Islands;UY=Uruguay;\
    UZ=Uzbekistan;VU=Vanuatu;VA=Vatican City;VE=Venezuela;VN=Vietnam;WF=Wallis and Futuna;EH=Western Sahara;\
    YE=Yemen;ZM=Zambia;ZW=Zimbabwe";

/// The names of a country; none of what is no country.
pub(super) fn names(code: &str) -> impl Iterator<Item = &'static str> {
    let all = NAMES.split(';').filter_map(|entry| entry.split_once('='));
    all.filter(move |(known, _)| *known == code).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, names};

    #[test]
    fn every_entry_is_a_code_and_a_name() {
        for entry in NAMES.split(';') {
            let (code, name) = entry.split_once('=').unwrap();
            let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            assert!(is_code && name == name.trim() && !name.is_empty(), "{entry:?}");
        }
        assert_eq!(names("SA").collect::<Vec<_>>(), ["Saudi Arabia"]);
        assert_eq!(names("TR").collect::<Vec<_>>(), ["Türkiye", "Turkey"]);
        for other in ["", "sa", "ZZ", "SA=", ";"] {
            assert_eq!(names(other).count(), 0, "{other}");
        }
    }
}

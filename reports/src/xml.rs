//! The little that we do with XML ourselves, through quick-xml.

use quick_xml::{
    XmlVersion,
    events::{BytesStart, attributes::AttrError},
};

/// Between the two sections into which a `]]>` is split.
pub(crate) const CDATA_SPLIT: &str = "]]]]><![CDATA[>";

/// Text for a CDATA section: what XML cannot hold is shown or gone, the end of a section is split.
pub(crate) fn cdata(text: &str) -> String {
    crate::text::visible(text).replace("]]>", CDATA_SPLIT)
}

/// Names and unescaped values of an element's attributes, in their order.
pub(crate) fn attributes(element: &BytesStart<'_>) -> Result<Vec<(String, String)>, quick_xml::Error> {
    element
        .attributes()
        .map(|attribute| {
            let attribute = attribute.map_err(|source: AttrError| quick_xml::Error::InvalidAttr(source))?;
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            Ok((name, attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned()))
        })
        .collect()
}

/// An element with these attributes.
pub(crate) fn element<'n>(name: &'n str, attributes: &[(String, String)]) -> BytesStart<'n> {
    BytesStart::new(name)
        .with_attributes(attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

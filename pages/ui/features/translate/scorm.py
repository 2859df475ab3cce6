"""A page as a SCORM 1.2 package, as learning platforms take it."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile

PAGE = "index.html"
CONTENT, SCORM = "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.adlnet.org/xsd/adlcp_rootv1p2"


def scorm_package(page: str, title: str) -> bytes:
    """The zip archive with this page and the manifest that says how it is called."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", _manifest(title))
        archive.writestr(PAGE, page)
    return packed.getvalue()


def _manifest(title: str) -> bytes:
    """One item, which is the page (SCORM 1.2 Content Aggregation Model, 2.3)."""
    manifest = Element("manifest", {"identifier": "gaze", "version": "1", "xmlns": CONTENT, "xmlns:adlcp": SCORM})
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "ADL SCORM"
    SubElement(metadata, "schemaversion").text = "1.2"
    organizations = SubElement(manifest, "organizations", {"default": "gaze-organization"})
    organization = SubElement(organizations, "organization", {"identifier": "gaze-organization"})
    SubElement(organization, "title").text = title
    item = SubElement(organization, "item", {"identifier": "gaze-item", "identifierref": "gaze-page"})
    SubElement(item, "title").text = title
    resources = SubElement(manifest, "resources")
    kind = {"identifier": "gaze-page", "type": "webcontent", "adlcp:scormtype": "sco", "href": PAGE}
    SubElement(SubElement(resources, "resource", kind), "file", {"href": PAGE})
    return tostring(manifest, "utf-8", xml_declaration=True)

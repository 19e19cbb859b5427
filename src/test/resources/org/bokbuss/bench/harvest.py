"""What a client in Python does with lxml: a page, parsed whole; a record, a line in a file. No position, no proof.

Arguments: the repository's address and the file to write.
"""

import sys
import urllib.request

from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"

query = "verb=ListRecords&metadataPrefix=marcxml&set=bib"
with open(sys.argv[2], "wb") as out:
    while query:
        with urllib.request.urlopen(f"{sys.argv[1]}/api/oaipmh/?{query}") as answer:
            page = etree.fromstring(answer.read()).find(f"{OAI}ListRecords")
        for record in page.iterfind(f"{OAI}record"):
            record.find(f"{OAI}header/{OAI}identifier").text
            out.write(etree.tostring(record, encoding="utf-8") + b"\n")
        token = page.findtext(f"{OAI}resumptionToken")
        query = token and f"verb=ListRecords&resumptionToken={token}"

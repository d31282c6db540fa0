"""The part of the SARIF 2.1.0 schema (OASIS) that our logs use, stricter than the original: nothing else is allowed."""


def _object(required, **properties):
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _list(of):
    return {"type": "array", "items": of}


TEXT = _object(["text"], text={"type": "string", "minLength": 1})
HELP = _object(["text"], text={"type": "string", "minLength": 1}, markdown={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
COUNT = {"type": "integer", "minimum": 1}
BAG = {"type": "object"}
RULE = _object(
    ["id"],
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=HELP,
    defaultConfiguration=_object([], level=LEVEL),
    properties=BAG,
)
REGION = _object(["startLine"], startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT)
LOCATION = _object(
    [],
    physicalLocation=_object(
        ["artifactLocation"],
        artifactLocation=_object([], uri={"type": "string", "format": "uri-reference", "pattern": "^[^ ]+$"}),
        region=REGION,
    ),
    id={"type": "integer", "minimum": -1},
    message=TEXT,
    logicalLocations=_list(_object([], fullyQualifiedName={"type": "string"}, kind={"type": "string"})),
)
FIX = _object(
    ["artifactChanges"],
    description=TEXT,
    artifactChanges={
        **_list(
            _object(
                ["artifactLocation", "replacements"],
                artifactLocation=_object([], uri={"type": "string"}),
                replacements={
                    **_list(
                        _object(
                            ["deletedRegion"],
                            deletedRegion=REGION,
                            insertedContent=_object([], text={"type": "string"}),
                        )
                    ),
                    "minItems": 1,
                },
            )
        ),
        "minItems": 1,
    },
)
RESULT = {
    **_object(
        ["message"],
        ruleId={"type": "string"},
        ruleIndex={"type": "integer", "minimum": -1},
        kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        level=LEVEL,
        message=TEXT,
        locations=_list(LOCATION),
        relatedLocations={**_list(LOCATION), "uniqueItems": True},
        partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
        baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
        fixes={**_list(FIX), "uniqueItems": True},
        suppressions=_list(
            _object(["kind"], kind={"enum": ["inSource", "external"]}, justification={"type": "string"})
        ),
        properties=BAG,
    ),
    # §3.27.10: a level other than none goes with kind fail only
    "if": {"properties": {"kind": {"not": {"const": "fail"}}}},
    "then": {"properties": {"level": {"const": "none"}}},
}
RUN = _object(
    ["tool"],
    tool=_object(
        ["driver"],
        driver=_object(
            ["name"],
            name={"type": "string"},
            version={"type": "string"},
            semanticVersion={"type": "string"},
            rules={**_list(RULE), "uniqueItems": True},
        ),
    ),
    invocations=_list(_object(["executionSuccessful"], executionSuccessful={"type": "boolean"})),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_list(RESULT),
    properties=BAG,
)
SARIF = _object(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"}, "runs": _list(RUN)},
)

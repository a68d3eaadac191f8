"""Codes in monday.com's errors, by what they mean for us.

https://developer.monday.com/api-reference/docs/error-handling and /rate-limits, and the changelog for older spellings. A code
that stands nowhere here is judged by the `status_code` beside it: integrations.monday.answer.
"""

FOR_NOW = frozenset(
    {
        "API_TEMPORARILY_BLOCKED",
        "COMPLEXITY_BUDGET_EXHAUSTED",
        "ComplexityException",
        "FIELD_LIMIT_EXCEEDED",
        "FIELD_MINUTE_RATE_LIMIT_EXCEEDED",
        "INTERNAL_SERVER_ERROR",
        "IP_RATE_LIMIT_EXCEEDED",
        "InternalServerError",
        "MAX_CONCURRENCY_EXCEEDED",
        "MINUTE_LIMIT_EXCEEDED",
        "RATE_LIMIT_EXCEEDED",
        "RateLimitExceeded",
        "ResourceLocked",
        "maxConcurrencyExceeded",
    }
)
DAILY_LIMIT = frozenset({"DAILY_LIMIT_EXCEEDED"})
# For good as far as this message goes: somebody mends the key, the board or its columns, and sends it again in the console.
FOR_GOOD = frozenset(
    {
        "ColumnValueException",
        "CorrectedValueException",
        "GRAPHQL_VALIDATION_FAILED",
        "InvalidArgumentException",
        "InvalidBoardIdException",
        "InvalidColumnIdException",
        "InvalidInputException",
        "InvalidVersionException",
        "ItemNameTooLongException",
        "ItemsLimitationException",
        "JsonParseException",
        "ParseError",
        "RecordInvalidException",
        "USER_ACCESS_DENIED",
        "USER_UNAUTHORIZED",
        "Unauthorized",
        "UserUnauthorizedException",
        "UserUnauthroizedException",
        "maxComplexityExceeded",
        "maxDepthExceeded",
        "missingRequiredPermissions",
    }
)
GONE = frozenset({"InvalidItemIdException", "ResourceNotFoundException"})

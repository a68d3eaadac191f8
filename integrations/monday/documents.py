"""The GraphQL documents that we send. What differs from call to call goes in variables: nothing is written into a document.

https://developer.monday.com/api-reference/reference/items, /items-page-by-column-values, /boards, /columns, /me
"""

CREATE_ITEM = """
mutation ($board: ID!, $name: String!, $values: JSON!, $labels: Boolean!) {
  create_item(board_id: $board, item_name: $name, column_values: $values, create_labels_if_missing: $labels) { id }
}
"""

CHANGE_ITEM = """
mutation ($board: ID!, $item: ID!, $values: JSON!, $labels: Boolean!) {
  change_multiple_column_values(
    board_id: $board, item_id: $item, column_values: $values, create_labels_if_missing: $labels
  ) { id }
}
"""

DELETE_ITEM = """
mutation ($item: ID!) {
  delete_item(item_id: $item) { id }
}
"""

FIND_ITEMS = """
query ($board: ID!, $columns: [ItemsPageByColumnValuesQuery!]!) {
  items_page_by_column_values(board_id: $board, columns: $columns, limit: 100) { items { id } }
}
"""

# Without exclude_nonactive, so that archived and deleted items are there with their state.
ITEM_STATES = """
query ($items: [ID!]!) {
  items(ids: $items, limit: 100) { id state }
}
"""

ME = "query { me { id } }"

BOARD_COLUMNS = """
query ($board: ID!) {
  boards(ids: [$board], state: all) { id state columns { id type archived } }
}
"""

CREATE_COLUMN = """
mutation ($board: ID!, $id: String!, $title: String!, $type: ColumnType!) {
  create_column(board_id: $board, id: $id, title: $title, column_type: $type) { id }
}
"""

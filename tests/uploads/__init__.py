import pytest

for _module in ("any_file", "archives", "tables", "json_files", "workbooks", "platforms", "beyond"):
    pytest.register_assert_rewrite(f"tests.uploads.{_module}")

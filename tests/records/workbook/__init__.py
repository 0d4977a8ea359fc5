"""The programme workbook: tests of reading, bringing in, the template and the examples."""

"""Spreadsheets: uploads read without trusting them, lists written so that no formula wakes up."""

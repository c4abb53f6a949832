@ideon
Feature: Pages of subscribers
  A long list comes in pages. The caller asks for a page and for how many an entry it has, and is told the total and where
  the other pages are.

  @id:ideon-paging-250 @clause:IDN-387 @clause:IDN-10 @clause:IDN-11 @clause:IDN-163 @happy-path @vendor @needs:bulk-writes
  Scenario: 250 subscribers come in three pages, none twice and none lost
    Given 250 subscribers
    When the subscribers are listed page by page, 100 a page
    Then the pages have 100, 100 and 50 entries
    And each of the first 250 subscribers stands in the list once
    And each page tells the total, its size and its number
    And the links lead from page to page

  @id:ideon-paging-second-five @clause:IDN-12 @happy-path @vendor
  Scenario: The second page of five has the second five subscribers
    Given 12 subscribers
    When page 1 of the subscribers is listed with 12 a page
    And page 2 of the subscribers is listed with 5 a page
    Then the list is entries 6 to 10 of the list before

  @id:ideon-paging-last-short @clause:IDN-12 @clause:IDN-387 @happy-path @vendor
  Scenario: The last page has what is left
    Given 7 subscribers
    When the subscribers are listed page by page, 3 a page
    Then the pages have 3, 3 and 1 entries
    And each of the first 7 subscribers stands in the list once

  @id:ideon-paging-exact @clause:IDN-12 @clause:IDN-387 @happy-path @vendor
  Scenario: A list that fills its last page has no empty one after it
    Given 4 subscribers
    When the subscribers are listed page by page, 2 a page
    Then the pages have 2 and 2 entries

  @id:ideon-paging-told @clause:IDN-10 @happy-path @vendor
  Scenario: A page tells the total, its own size and its own number
    Given 5 subscribers
    When page 2 of the subscribers is listed with 2 a page
    Then the page tells a total of 5, a size of 2 and the number 2

  @id:ideon-paging-links @clause:IDN-11 @clause:IDN-10 @happy-path @vendor
  Scenario Outline: The links of the <place> page of three lead to the pages around it
    Given 3 subscribers
    When page <page> of the subscribers is listed with 1 a page
    Then the links of page <page> of 3 lead where they say

    Examples:
      | case   | place  | page |
      | first  | first  | 1    |
      | middle | second | 2    |
      | last   | third  | 3    |

  @id:ideon-paging-optional @clause:IDN-13 @happy-path @vendor
  Scenario: Without a page and a size the list begins with its first page
    Given 3 subscribers
    When the subscribers are listed
    Then the list has 3 entries
    And the page tells that it is the first

  @id:ideon-paging-one-of-both @clause:IDN-13 @happy-path @vendor
  Scenario Outline: A caller may give the <what> of a page alone
    Given 3 subscribers
    When the subscribers are listed with "<parameter>" set to "<value>"
    Then the list has <count> entries

    Examples:
      | case | what   | parameter | value | count |
      | page | number | page      | 1     | 3     |
      | size | size   | per_page  | 2     | 2     |

  @id:ideon-paging-past @clause:IDN-10 @sad-path @vendor
  Scenario: A page past the end is empty, or is refused
    Given 3 subscribers
    When page 2 of the subscribers is listed with 2 a page
    Then the list has 1 entry
    When page 9 of the subscribers is listed with 2 a page
    Then the list is empty, or the call is refused

  @id:ideon-paging-silly @clause:IDN-13 @sad-path @vendor
  Scenario Outline: A page <what> of "<value>" counts as none, or is refused
    Given 3 subscribers
    When the subscribers are listed with "<parameter>" set to "<good>"
    Then the call succeeds
    When the subscribers are listed with "<parameter>" set to "<value>"
    Then the list is the whole list, or the call is refused

    Examples:
      | case          | what   | parameter | good | value |
      | page-zero     | number | page      | 1    | 0     |
      | page-negative | number | page      | 1    | -1    |
      | page-word     | number | page      | 1    | two   |
      | page-fraction | number | page      | 1    | 1.5   |
      | page-empty    | number | page      | 1    |       |
      | size-zero     | size   | per_page  | 3    | 0     |
      | size-negative | size   | per_page  | 3    | -5    |
      | size-word     | size   | per_page  | 3    | all   |
      | size-empty    | size   | per_page  | 3    |       |

  @id:ideon-paging-stable @clause:IDN-12 @happy-path @vendor
  Scenario: The same page read twice is the same
    Given 5 subscribers
    When page 2 of the subscribers is listed with 2 a page
    And page 2 of the subscribers is listed with 2 a page
    Then both answers are the same

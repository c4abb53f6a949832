@ideon
Feature: Pages of groups and of available plans
  Groups and available plans come in pages as subscribers do. The list of plans tells its place in the body as well.

  @id:ideon-paging-groups @clause:IDN-10 @clause:IDN-284 @happy-path @vendor
  Scenario: The groups of an account come page by page, none twice and none lost
    Given 5 groups
    When the groups are listed page by page, 2 a page
    Then each of the first 5 groups stands in the list once
    And the links lead from page to page
    And each page tells the total, its size and its number

  @id:ideon-paging-groups-second @clause:IDN-12 @happy-path @vendor
  Scenario: The second page of two has the second two groups
    Given 5 groups
    When page 1 of the groups is listed with 4 a page
    And page 2 of the groups is listed with 2 a page
    Then the list is entries 3 to 4 of the list before

  @id:ideon-paging-plans @clause:IDN-127 @clause:IDN-10 @clause:IDN-314 @happy-path @vendor
  Scenario: The available plans come page by page, none twice and none lost
    Given a plan availability request that is complete
    When the available plans are listed page by page, 5 a page
    Then no entry stands in the list twice
    And the pages together have as many entries as each of them tells
    And the links lead from page to page

  @id:ideon-paging-plans-second @clause:IDN-12 @clause:IDN-127 @happy-path @vendor
  Scenario: The second page of five has the second five available plans
    Given a plan availability request that is complete
    When page 1 of the available plans is listed with 10 a page
    And page 2 of the available plans is listed with 5 a page
    Then the list is entries 6 to 10 of the list before

  @id:ideon-paging-plans-meta @clause:IDN-314 @clause:IDN-127 @happy-path @vendor
  Scenario: The body of a page of available plans agrees with its headers
    Given a plan availability request that is complete
    When page 2 of the available plans is listed with 3 a page
    Then the answer tells its place as its headers do

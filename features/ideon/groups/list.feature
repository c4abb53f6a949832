@ideon
Feature: The groups of an account
  The list holds all groups of the account that calls, and none of anybody else.

  @id:ideon-groups-listed @clause:IDN-43 @clause:IDN-284 @happy-path @vendor
  Scenario: The list of groups has a new group, each group in a wrapper of its own
    Given a group
    When the groups are listed
    Then the list has the group
    And each entry of the list is a group in its wrapper

  @id:ideon-groups-listed-as-read @clause:IDN-43 @happy-path @vendor
  Scenario: A group reads in the list as it was sent
    When a group is created with everything optional
    And the groups are listed
    Then the list has the group as sent

  @id:ideon-groups-total @clause:IDN-284 @clause:IDN-10 @happy-path @vendor @simulated-only
  Scenario: The total of the groups grows with each new group
    Given a group
    And the groups were listed
    And another group
    When the groups are listed
    Then the total has grown by 1

  @id:ideon-groups-accounts @clause:IDN-284 @happy-path @vendor
  Scenario: Another account does not see the group in its list
    Given a group
    When the groups are listed by another account
    Then the list does not have the group
    When the groups are listed
    Then the list has the group

  @id:ideon-groups-installed-listed @clause:IDN-284 @clause:IDN-55 @happy-path @vendor
  Scenario: A group installment stands in the list of groups
    Given a group installment
    When the groups are listed
    Then the list has the group installment

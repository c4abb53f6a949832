@ideon
Feature: The subscribers of a group
  The list holds all subscribers of one group, in the form in which each of them is read.

  @id:ideon-subscribers-listed @clause:IDN-163 @clause:IDN-387 @happy-path @vendor
  Scenario: The list of a group has each of its subscribers and nobody else
    Given 3 subscribers
    And another group
    And another subscriber of the group
    When the subscribers of the first group are listed
    Then the list has 3 entries
    And each of the first 3 subscribers stands in the list once

  @id:ideon-subscribers-listed-as-read @clause:IDN-335 @clause:IDN-163 @happy-path @vendor
  Scenario: A subscriber reads in the list as when read alone
    Given a subscriber with 2 dependents
    When the subscriber is read
    And the subscribers are listed
    Then the list has the subscriber as read

  @id:ideon-subscribers-listed-none @clause:IDN-163 @happy-path @vendor
  Scenario: A group without subscribers has an empty list of them
    Given a group
    When the subscribers are listed
    Then the call succeeds
    And the list has 0 entries
    And the total is 0

  @id:ideon-subscribers-total @clause:IDN-387 @clause:IDN-10 @happy-path @vendor
  Scenario: The total of the subscribers grows with each new one
    Given a subscriber of the group
    And the subscribers were listed
    And another subscriber of the group
    When the subscribers are listed
    Then the total has grown by 1
    And the total is 2

  @id:ideon-subscribers-total-family @clause:IDN-387 @happy-path @vendor
  Scenario: Dependents do not count as subscribers
    Given a subscriber with 3 dependents
    When the subscribers are listed
    Then the list has 1 entry
    And the total is 1

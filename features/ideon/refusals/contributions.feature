@ideon
Feature: Contributions and availability requests that are not accepted
  A contribution says who pays what share of which line of coverage; an availability request asks for one line.

  @id:ideon-refusals-contribution-missing @clause:IDN-96 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new contribution without <member> is refused
    Given a complete request to create a contribution that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-contribution
    Examples:
      | case                 | member                            |
      | contribution         | contribution                      |
      | contribution-amounts | contribution.contribution_amounts |
      | contributor          | contribution.contributor          |
      | product-line         | contribution.product_line         |
      | type                 | contribution.type                 |
    # generated: end

  @id:ideon-refusals-contribution-wrong @clause:IDN-96 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new contribution with <value> as <member> is refused
    Given a complete request to create a contribution that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-contribution
    Examples:
      | case                            | member                                       | value           |
      | contribution                    | contribution                                 | a text          |
      | benefit-level                   | contribution.benefit_level                   | a number        |
      | calchoice-contribution-method   | contribution.calchoice_contribution_method   | an unknown word |
      | carrier                         | contribution.carrier                         | a number        |
      | contribution-amounts            | contribution.contribution_amounts            | a text          |
      | contribution-amounts-child      | contribution.contribution_amounts.child      | a text          |
      | contribution-amounts-dependent  | contribution.contribution_amounts.dependent  | a text          |
      | contribution-amounts-family     | contribution.contribution_amounts.family     | a text          |
      | contribution-amounts-spouse     | contribution.contribution_amounts.spouse     | a text          |
      | contribution-amounts-subscriber | contribution.contribution_amounts.subscriber | a text          |
      | contributor                     | contribution.contributor                     | an unknown word |
      | level                           | contribution.level                           | an unknown word |
      | product-line                    | contribution.product_line                    | an unknown word |
      | type                            | contribution.type                            | an unknown word |
    # generated: end

  @id:ideon-refusals-contribution-update-missing @clause:IDN-114 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A contribution's update without <member> is refused
    Given a complete request to update the contribution that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-contribution
    Examples:
      | case                 | member                            |
      | contribution         | contribution                      |
      | contribution-amounts | contribution.contribution_amounts |
      | contributor          | contribution.contributor          |
      | product-line         | contribution.product_line         |
      | type                 | contribution.type                 |
    # generated: end

  @id:ideon-refusals-contribution-update-wrong @clause:IDN-114 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A contribution's update with <value> as <member> is refused
    Given a complete request to update the contribution that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-contribution
    Examples:
      | case                            | member                                       | value           |
      | contribution                    | contribution                                 | a text          |
      | benefit-level                   | contribution.benefit_level                   | a number        |
      | calchoice-contribution-method   | contribution.calchoice_contribution_method   | an unknown word |
      | carrier                         | contribution.carrier                         | a number        |
      | contribution-amounts            | contribution.contribution_amounts            | a text          |
      | contribution-amounts-child      | contribution.contribution_amounts.child      | a text          |
      | contribution-amounts-dependent  | contribution.contribution_amounts.dependent  | a text          |
      | contribution-amounts-family     | contribution.contribution_amounts.family     | a text          |
      | contribution-amounts-spouse     | contribution.contribution_amounts.spouse     | a text          |
      | contribution-amounts-subscriber | contribution.contribution_amounts.subscriber | a text          |
      | contributor                     | contribution.contributor                     | an unknown word |
      | level                           | contribution.level                           | an unknown word |
      | product-line                    | contribution.product_line                    | an unknown word |
      | type                            | contribution.type                            | an unknown word |
    # generated: end

  @id:ideon-refusals-availability-missing @clause:IDN-120 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new plan availability request without <member> is refused
    Given a complete request to create a plan availability request that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-plan-availability-request
    Examples:
      | case         | member       |
      | product-line | product_line |
    # generated: end

  @id:ideon-refusals-availability-wrong @clause:IDN-120 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new plan availability request with <value> as <member> is refused
    Given a complete request to create a plan availability request that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-plan-availability-request
    Examples:
      | case         | member       | value    |
      | hios-ids     | hios_ids     | a text   |
      | product-line | product_line | a number |
    # generated: end

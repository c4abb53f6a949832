@ideon
Feature: Employment classifications that are not accepted
  A classification has an external identifier, a description, a start date and a type.

  @id:ideon-refusals-classification-missing @clause:IDN-150 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new employment classification without <member> is refused
    Given a complete request to create an employment classification that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-an-employment-classification
    Examples:
      | case                      | member                                        |
      | employment-classification | employment_classification                     |
      | description               | employment_classification.description         |
      | external-identifier       | employment_classification.external_identifier |
      | start-date                | employment_classification.start_date          |
      | type                      | employment_classification.type                |
    # generated: end

  @id:ideon-refusals-classification-wrong @clause:IDN-150 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new employment classification with <value> as <member> is refused
    Given a complete request to create an employment classification that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-an-employment-classification
    Examples:
      | case                      | member                                        | value           |
      | employment-classification | employment_classification                     | a text          |
      | carrier-identifier        | employment_classification.carrier_identifier  | a number        |
      | description               | employment_classification.description         | a number        |
      | end-date                  | employment_classification.end_date            | a number        |
      | external-identifier       | employment_classification.external_identifier | a number        |
      | start-date                | employment_classification.start_date          | a number        |
      | type                      | employment_classification.type                | an unknown word |
    # generated: end

  @id:ideon-refusals-classification-update-missing @clause:IDN-156 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A classification's update without <member> is refused
    Given a complete request to update the employment classification that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-an-employment-classification
    Examples:
      | case                      | member                                        |
      | employment-classification | employment_classification                     |
      | description               | employment_classification.description         |
      | external-identifier       | employment_classification.external_identifier |
      | start-date                | employment_classification.start_date          |
      | type                      | employment_classification.type                |
    # generated: end

  @id:ideon-refusals-classification-update-wrong @clause:IDN-156 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A classification's update with <value> as <member> is refused
    Given a complete request to update the employment classification that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-an-employment-classification
    Examples:
      | case                      | member                                        | value           |
      | employment-classification | employment_classification                     | a text          |
      | carrier-identifier        | employment_classification.carrier_identifier  | a number        |
      | description               | employment_classification.description         | a number        |
      | end-date                  | employment_classification.end_date            | a number        |
      | external-identifier       | employment_classification.external_identifier | a number        |
      | start-date                | employment_classification.start_date          | a number        |
      | type                      | employment_classification.type                | an unknown word |
    # generated: end

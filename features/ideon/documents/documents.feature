@ideon
Feature: Supporting documents
  Forms that have to be signed because a carrier or a qualifying life event asks for them.

  @id:ideon-documents-listed @clause:IDN-221 @clause:IDN-359 @happy-path @vendor
  Scenario: A document stands in the list of its coverage period
    Given a supporting document of the coverage period
    When the supporting documents are listed
    Then the call succeeds
    And the list has the supporting document

  @id:ideon-documents-all @clause:IDN-359 @happy-path @vendor @simulated-only
  Scenario: The list has every document of the coverage period, and none of another one
    Given a coverage period with "carrier_name" set to "guardian"
    And a supporting document of the coverage period
    And another coverage period with "carrier_name" set to "metlife"
    And another supporting document of the coverage period
    And another supporting document of the coverage period
    When the supporting documents are listed
    Then the list has 2 entries
    And the list has the second supporting document
    And the list has the third supporting document

  @id:ideon-documents-none @clause:IDN-221 @happy-path @vendor
  Scenario: A new coverage period has no documents
    Given a coverage period of the group
    When the supporting documents are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-documents-life-event @clause:IDN-359 @happy-path @vendor @simulated-only
  Scenario: A document that a qualifying life event asks for names that qualifying life event
    Given a qualifying life event with "event" set to "birth"
    And a supporting document of the qualifying life event
    When the supporting documents are listed
    Then the supporting document in the list names the qualifying life event

  @id:ideon-documents-attached @clause:IDN-225 @clause:IDN-360 @happy-path @vendor
  Scenario: Attaching a signed document answers with its file name, without a wrapper
    Given a supporting document of the coverage period
    When the signed supporting document is attached
    Then the call succeeds
    And the answer is the name of the file without a wrapper

  @id:ideon-documents-not-base64 @clause:IDN-360 @clause:IDN-22 @sad-path @vendor
  Scenario: A file that is not base64 is refused
    Given a request to attach the signed supporting document that Ideon accepts
    When the same request is made with a text as "supporting_document.file"
    Then the call is refused with 422

  @id:ideon-documents-signatures @clause:IDN-225 @clause:IDN-360 @happy-path @vendor
  Scenario: The signatures of a document come back as sent
    Given a supporting document of the coverage period
    When the signed supporting document is attached with its signatures
    Then the call succeeds
    And the signatures come back as sent

  @id:ideon-documents-done @clause:IDN-225 @clause:IDN-359 @happy-path @vendor @simulated-only
  Scenario: A document that was attached is no longer unsubmitted in the list
    Given a supporting document of the coverage period
    And another supporting document of the coverage period
    And the first supporting document was attached
    When the supporting documents are listed
    Then the first supporting document in the list is no longer "unsubmitted"
    And the second supporting document in the list is "unsubmitted"

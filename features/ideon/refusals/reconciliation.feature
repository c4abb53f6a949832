@ideon
Feature: Comments, resolutions and documents that are not accepted
  A comment and a resolution have a message; a signed document has a file and a name, and each signature a name and a date.

  @id:ideon-refusals-comment-missing @clause:IDN-214 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A comment without <member> is refused
    Given a complete request to comment on the enrollment problem that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing comment-on-an-enrollment-problem
    Examples:
      | case    | member          |
      | comment | comment         |
      | message | comment.message |
    # generated: end

  @id:ideon-refusals-comment-wrong @clause:IDN-214 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A comment with <value> as <member> is refused
    Given a complete request to comment on the enrollment problem that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong comment-on-an-enrollment-problem
    Examples:
      | case    | member          | value    |
      | comment | comment         | a text   |
      | message | comment.message | a number |
    # generated: end

  @id:ideon-refusals-resolution-missing @clause:IDN-220 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A resolution without <member> is refused
    Given a complete request to resolve the enrollment problem that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing resolve-an-enrollment-problem
    Examples:
      | case    | member  |
      | message | message |
    # generated: end

  @id:ideon-refusals-resolution-wrong @clause:IDN-220 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A resolution with <value> as <member> is refused
    Given a complete request to resolve the enrollment problem that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong resolve-an-enrollment-problem
    Examples:
      | case    | member  | value    |
      | message | message | a number |
    # generated: end

  @id:ideon-refusals-document-missing @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A signed document without <member> is refused
    Given a complete request to attach the signed supporting document that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing attach-signed-supporting-document
    Examples:
      | case                        | member                                          |
      | supporting-document         | supporting_document                             |
      | data-signatures-broker-date | supporting_document.data.signatures.broker.date |
      | data-signatures-broker-name | supporting_document.data.signatures.broker.name |
      | data-signatures-group-date  | supporting_document.data.signatures.group.date  |
      | data-signatures-group-name  | supporting_document.data.signatures.group.name  |
      | data-signatures-member-date | supporting_document.data.signatures.member.date |
      | data-signatures-member-name | supporting_document.data.signatures.member.name |
      | file                        | supporting_document.file                        |
      | filename                    | supporting_document.filename                    |
    # generated: end

  @id:ideon-refusals-document-wrong @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A signed document with <value> as <member> is refused
    Given a complete request to attach the signed supporting document that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong attach-signed-supporting-document
    Examples:
      | case                         | member                                           | value    |
      | supporting-document          | supporting_document                              | a text   |
      | data                         | supporting_document.data                         | a text   |
      | data-signatures              | supporting_document.data.signatures              | a text   |
      | data-signatures-broker       | supporting_document.data.signatures.broker       | a text   |
      | data-signatures-broker-date  | supporting_document.data.signatures.broker.date  | a number |
      | data-signatures-broker-name  | supporting_document.data.signatures.broker.name  | a number |
      | data-signatures-broker-title | supporting_document.data.signatures.broker.title | a number |
      | data-signatures-group        | supporting_document.data.signatures.group        | a text   |
      | data-signatures-group-date   | supporting_document.data.signatures.group.date   | a number |
      | data-signatures-group-name   | supporting_document.data.signatures.group.name   | a number |
      | data-signatures-group-title  | supporting_document.data.signatures.group.title  | a number |
      | data-signatures-member       | supporting_document.data.signatures.member       | a text   |
      | data-signatures-member-date  | supporting_document.data.signatures.member.date  | a number |
      | data-signatures-member-name  | supporting_document.data.signatures.member.name  | a number |
      | data-signatures-member-title | supporting_document.data.signatures.member.title | a number |
      | file                         | supporting_document.file                         | a number |
      | filename                     | supporting_document.filename                     | a number |
    # generated: end

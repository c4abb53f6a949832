@osigu
Feature: The events that Osigu delivers
  Whoever subscribes is told what happens to authorizations, dispensations, prescriptions and batches: 13 types of events
  in one envelope. Each event that arrives is judged as a response is, with its signature, its time and its environment.

  @id:osigu-webhooks-event @clause:OSX-10 @clause:OSG-11 @happy-path @vendor @needs:webhooks
  Scenario Outline: Osigu tells when <what>
    Given a subscription to "<event>"
    When it happens that <what>
    Then the event "<event>" arrives
    And the event says that it comes from "sandbox"

    Examples:
      | case                | what                                     | event                        |
      | dispensing-start    | a dispensation is started                | dispensing.started           |
      | dispensing-complete | a dispensation is completed              | dispensing.completed         |
      | dispensing-void     | a dispensation is voided                 | dispensing.cancelled         |
      | authorization-void  | the provider voids an authorization      | authorization.voided         |
      | prescription        | a prescription is issued                 | prescription.issued          |
      | mail                | the email of a prescription is delivered | prescription.email_delivered |

    @needs:async-sponsor
    Examples: of the asynchronous sponsor
      | case                   | what                                        | event                  |
      | authorization-created  | the asynchronous sponsor approves a request | authorization.created  |
      | authorization-rejected | the asynchronous sponsor rejects a request  | authorization.rejected |

    @simulated-only
    Examples: that only a simulator can be asked for
      | case                       | what                                  | event                         |
      | authorization-updated      | the sponsor extends an authorization  | authorization.updated         |
      | authorization-sponsor-void | the sponsor voids an authorization    | authorization.voided          |
      | authorization-expired      | an authorization expires              | authorization.voided          |
      | dispensing-timeout         | a dispensation runs out of time       | dispensing.cancelled          |
      | mail-bounced               | the email of a prescription bounces   | prescription.email_failed     |
      | settlement-paid            | the sponsor pays a batch              | settlement.paid               |
      | settlement-rejected        | the sponsor rejects a batch           | settlement.rejected           |
      | settlement-partly          | the sponsor accepts a part of a batch | settlement.partially_accepted |

  @id:osigu-webhooks-signed @clause:OSX-11 @happy-path @vendor @needs:webhooks
  Scenario: A delivery is signed over its time and its very bytes
    Given a subscription to "dispensing.*"
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the delivery is signed over its time and its bytes

  @id:osigu-webhooks-json @clause:OSX-10 @happy-path @vendor @needs:webhooks
  Scenario: A delivery says that it is JSON
    Given a subscription to "dispensing.*"
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the delivery says that it is JSON

  @id:osigu-webhooks-two-ids @clause:OSX-10 @clause:OSG-60 @happy-path @vendor @needs:webhooks
  Scenario: Two events have two ids
    Given a subscription to "dispensing.*"
    When it happens that a dispensation is voided
    Then the event "dispensing.started" arrives
    And the event "dispensing.cancelled" arrives
    And the two events have two ids

  @id:osigu-webhooks-production @clause:OSG-12 @clause:OSX-10 @happy-path @vendor @simulated-only
  Scenario: Events of production say that they come from production
    Given the production environment
    And a subscription to "dispensing.*"
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the event says that it comes from "production"

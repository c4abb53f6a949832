@ideon
Feature: The platform sends money in whole cents
  Earnings, volumes and premiums are integers. A platform that keeps dollars converts them exactly: floating point loses
  a cent.

  @id:ideon-integrator-earnings @clause:IDN-32 @happy-path @integrator
  Scenario: Annual earnings are sent in whole cents
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform enrolls an employee who earns 65536.01 dollars a year
    Then the annual earnings were sent as 6553601 cents
    And the platform reports success

  @id:ideon-integrator-volume @clause:IDN-32 @happy-path @integrator
  Scenario: The volume of a coverage is sent in whole cents
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform enrolls an employee who is insured for 32768.02 dollars
    Then the volume was sent as 3276802 cents
    And the platform reports success

  @id:ideon-integrator-premiums @clause:IDN-320 @happy-path @integrator
  Scenario: Premiums of a plan are sent in whole cents
    Given a platform that uses Ideon's API
    When the platform sets a group up with a premium of 512.05 dollars
    Then the premiums were sent as 51205 cents
    And the platform reports success

@ideon
Feature: Keys and tokens
  An API key opens every call. It can be exchanged for a token, which does the same for one day.

  @id:ideon-authentication-key @clause:IDN-1 @happy-path @vendor
  Scenario: The key of an account opens a call
    Given a group
    When the group is read
    Then the call succeeds

  @id:ideon-authentication-token @clause:IDN-36 @clause:IDN-277 @clause:IDN-6 @happy-path @vendor
  Scenario: A token says itself when it expires
    When a token is fetched
    Then the call succeeds
    And the token carries the instant at which it expires

  @id:ideon-authentication-token-in-place-of-key @clause:IDN-4 @happy-path @vendor
  Scenario: A token opens a call in place of the key
    Given a token
    When the groups are listed with the token alone
    Then the call succeeds

  @id:ideon-authentication-token-same-account @clause:IDN-4 @clause:IDN-284 @happy-path @vendor
  Scenario: A token speaks for the account whose key it was exchanged for
    Given a group
    And a token
    When the group is read with the token alone
    Then the call succeeds
    And the group comes back as sent

  @id:ideon-authentication-token-other-account @clause:IDN-4 @clause:IDN-284 @happy-path @vendor
  Scenario: The token of another account does not show the groups of this one
    Given a group
    And a token of another account
    When the groups are listed with the token alone
    Then the list does not have the group

  @id:ideon-authentication-second-token @clause:IDN-4 @clause:IDN-6 @happy-path @vendor
  Scenario: A second token leaves the first one valid
    Given a token
    And another token, a second later
    When the groups are listed with the first token alone
    Then the call succeeds
    When the groups are listed with the token alone
    Then the call succeeds

  @id:ideon-authentication-token-lives-a-day @clause:IDN-5 @clause:IDN-6 @sad-path @vendor @simulated-only
  Scenario: A token opens calls for a day and none after it
    Given a token
    When the day of the token is nearly over
    And the groups are listed with the token alone
    Then the call succeeds
    When the day of the token is over
    And the groups are listed with the token alone
    Then the call is refused with 401

using System.Globalization;
using CsCheck;
using Shouldly;
using TransformerService.Shadow.Redaction;
using Xunit;

namespace TransformerService.Shadow.Tests.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Write to ann.o'hara+x@mail.example.co.uk, please.", "Write to [email], please.")]
    [InlineData("jörg@bücher.example and root@localhost", "[email] and [email]")]
    [InlineData("meet @ noon", "meet @ noon")]
    [InlineData("IBAN: DE89 3704 0044 0532 0130 00 is mine", "IBAN: [iban] is mine")]
    [InlineData("gb82west12345698765432.", "[iban].")]
    [InlineData("FR14-2004-1010-0505-0001-3M02-606", "[iban]")]
    [InlineData("Visa 4111 1111 1111 1111, thanks", "Visa [card], thanks")]
    [InlineData("378282246310005", "[card]")]
    [InlineData("4111-1111-1111-1111-2026", "[card]-2026")]
    [InlineData("Call +49 (0)30 / 123456-78 now", "Call [phone] now")]
    [InlineData("+33 1 42 68 53 00 or 0033142685300", "[phone] or [phone]")]
    [InlineData("06 12 34 56 78.", "[phone].")]
    [InlineData("(030) 901820", "[phone]")]
    [InlineData("call 555-867-5309 or 5558675309", "call [phone] or [phone]")]
    [InlineData("٠٦١٢٣٤٥٦٧٨", "[phone]")]
    public void Redact_PersonalNumbers_BecomeMarkers(string text, string redacted) => Redactor.Redact(text).ShouldBe(redacted);

    [Theory]
    [InlineData("In 2024, 1,250 people paid 19.99 euros.")]
    [InlineData("On 2024-01-02 at 10:30, 01.02.2024")]
    [InlineData("between 2019 2020 2021 and 2022")]
    [InlineData("NO93 8601 1117 948")] // the check digits are wrong
    [InlineData("version 10.0.401, order A1234567890123")]
    [InlineData("Room 101, floor 7")]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("(")]
    public void Redact_OtherNumbers_Stay(string text) => Redactor.Redact(text).ShouldBe(text);

    [Theory]
    [InlineData("79927398713", true)] // the example of Luhn's patent
    [InlineData("79927398710", false)]
    [InlineData("4111111111111111", true)]
    [InlineData("4111111111111112", false)]
    public void HasCheckDigit_KnownNumbers_AreJudged(string number, bool right) =>
        CardNumber.HasCheckDigit([.. number.Select(digit => digit - '0')]).ShouldBe(right);

    [Theory]
    [InlineData("GB82WEST12345698765432", 1)]
    [InlineData("DE89370400440532013000", 1)]
    [InlineData("NO9386011117947", 1)]
    [InlineData("DE88370400440532013000", 0)]
    public void Remainder_KnownNumbers_Is1IfTheyAreRight(string number, int remainder) =>
        (IbanNumber.Remainder(number) == 1 ? 1 : 0).ShouldBe(remainder);

    /// <summary>Whatever stands around it, a card number goes, and a second pass finds nothing more.</summary>
    [Fact]
    public void Redact_CardInAnyText_IsGone() =>
        Gen.Select(Gen.String, Gen.Long[100_000_000_000, 999_999_999_999], Gen.String)
            .Sample(
                (before, start, after) =>
                {
                    var body = start.ToString(CultureInfo.InvariantCulture) + "000";
                    var card =
                        body
                        + Enumerable
                            .Range(0, 10)
                            .First(digit => CardNumber.HasCheckDigit([.. body.Select(character => character - '0'), digit]));
                    var redacted = Redactor.Redact($"{before} | {card} | {after}");
                    redacted.ShouldNotContain(card);
                    redacted.ShouldContain($" | {Redactor.Card} | ");
                    Redactor.Redact(redacted).ShouldBe(redacted);
                }
            );

    [Fact]
    public void Redact_HostileText_TakesLinearTime()
    {
        foreach (var unit in (string[])["1 ", "a@", "a.", "DE89 ", "+1(", "1-", "@a.a"])
        {
            Redactor.Redact(string.Concat(Enumerable.Repeat(unit, 100_000))).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void TextHash_SameText_HasTheSameHashUnderTheSameKey()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

        TextHash.Of("text", key).ShouldBe(TextHash.Of("text", key));
        TextHash.Of("text", key).Length.ShouldBe(32);
        TextHash.Of("text", key).ShouldNotBe(TextHash.Of("texts", key));
        TextHash.Of("text", key).ShouldNotBe(TextHash.Of("text", [.. key.Reverse()]));
    }
}

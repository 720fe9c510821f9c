using Shouldly;
using TransformerService.Shadow.Redaction;
using Xunit;

namespace TransformerService.Shadow.Tests.Redaction;

/// <summary>Each kind with each separator that people and programs write.</summary>
public sealed class RedactionTableTests
{
    private static readonly string[] Separators =
    [
        " ",
        "  ",
        ".",
        "_",
        "-",
        " - ",
        "\n",
        "\r\n",
        "\t",
        "\u00A0",
        "\u2009",
        "\u202F",
        "\u3000",
        "\u200B",
        "\u2010",
        "\u2011",
        "\u2013",
        "\u2014",
        "\u2212",
        "\uFF0D",
        "\uFF0E",
        "\uFF3F",
    ];

    private static readonly string[] Numbers =
    [
        "4111 1111 1111 1111|[card]",
        "3782 822463 10005|[card]",
        "5555 5555 5555 4444|[card]",
        "DE89 3704 0044 0532 0130 00|[iban]",
        "GB82 WEST 1234 5698 7654 32|[iban]",
        "NO93 8601 1117 947|[iban]",
    ];

    public static TheoryData<string, string> Separated()
    {
        var table = new TheoryData<string, string>();
        string[] apart = [.. Numbers, "123 45 6789|[ssn]", "86 095 742 719|[tax id]", "AB 12 34 56 C|[nino]"];
        foreach (var kind in apart.Select(number => number.Split('|')))
        {
            foreach (var separator in Separators)
            {
                var number = kind[0].Replace(" ", separator, StringComparison.Ordinal);
                table.Add(number, kind[1]);
                table.Add(FullWidth(number), kind[1]);
            }
        }

        foreach (var kind in Numbers.Append("AB 12 34 56 C|[nino]").Append("86 095 742 719|[tax id]").Select(number => number.Split('|')))
        {
            table.Add(kind[0].Replace(" ", "", StringComparison.Ordinal), kind[1]);
            table.Add(FullWidth(kind[0].Replace(" ", "", StringComparison.Ordinal)), kind[1]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Separated))]
    public void Redact_NumberWithSeparators_IsGone(string number, string marker)
    {
        Redactor.Redact(number).ShouldBe(marker);
        Redactor.Redact($"It is {number}, he said.").ShouldBe($"It is {marker}, he said.");
        Redactor.Redact($"\u756A\u53F7{number}\u3002").ShouldBe($"\u756A\u53F7{marker}\u3002");
    }

    [Theory]
    [InlineData("My SSN is 123456789.", "My SSN is [ssn].")]
    [InlineData("born on 17 May 1984 in Rome", "born on [birth date] in Rome")]
    [InlineData("DOB: 05/17/1984", "DOB: [birth date]")]
    [InlineData("date of birth 1984-05-17", "date of birth [birth date]")]
    [InlineData("geboren am 17.05.1984.", "geboren am [birth date].")]
    [InlineData("I was born in Osaka on March 5, 1977.", "I was born in Osaka on March [birth date].")]
    [InlineData("from 192.168.12.240:8080", "from [ip]:8080")]
    [InlineData("ping fe80::1ff:fe23:4567:890a now", "ping [ip] now")]
    [InlineData("[2001:db8::8a2e:370:7334]", "[[ip]]")]
    [InlineData("2001:0db8:0000:0000:0000:ff00:0042:8329", "[ip]")]
    [InlineData("MAC 00:1A:2b:3C:4D:5E", "MAC [mac]")]
    [InlineData("00-1A-2B-3C-4D-5E", "[mac]")]
    [InlineData("001a.2b3c.4d5e", "[mac]")]
    [InlineData("ann@example.com\uFF0Cbob\uFF20example.com", "[email]\uFF0C[email]")]
    [InlineData("https://a.example/x?token=abc123def&page=2", "https://a.example/x?token=[secret]&page=2")]
    [InlineData("https://a.example/x?page=2&api_key=abc123def#top", "https://a.example/x?page=2&api_key=[secret]#top")]
    [InlineData("password: hunter2!", "password: [secret]")]
    [InlineData("Authorization: Bearer abcdef0123456789", "Authorization: Bearer [secret]")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "[secret]")]
    [InlineData("use sk-proj-abcDEF0123456789_xyz, please", "use [secret], please")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[secret]")]
    [InlineData("xoxb-123456789012-abcdefABCDEF", "[secret]")]
    [InlineData("my key is tsk_abcdefghijklmnopqrstuvwxyzABCDEFGH012345-_x.", "my key is [secret].")]
    public void Redact_OtherKinds_BecomeMarkers(string text, string redacted)
    {
        Redactor.Redact(text).ShouldBe(redacted);
        Redactor.Redact(redacted).ShouldBe(redacted);
    }

    [Theory]
    [InlineData("On 24 July we met 12 people at 10:30:45 in room 101.")]
    [InlineData("In 1998, 2001, 2005 and 2010 it cost 1,250.50 or 1.250,50.")]
    [InlineData("They sold 1.234.567.890.123 of them, 3 a day.")]
    [InlineData("Version 10.0.401 of std::vector, desk-based, risk-averse since 2019.")]
    [InlineData("The score was 3-2-4 on 01.02.2024;\n3 goals in 90 minutes.")]
    [InlineData("Call the token ring a key idea; the password was forgotten.")]
    [InlineData("A bearer of news, born to run 100 miles.")]
    [InlineData("Take bus 24 to gate B12, seats 14-16, at 7.45 p.m.")]
    public void Redact_OrdinarySentences_Stay(string text) => Redactor.Redact(text).ShouldBe(text);

    [Fact]
    public void Redact_HostileTextOfEachKind_TakesLinearTime()
    {
        foreach (
            var unit in (string[])
                [
                    "1.",
                    "1_",
                    "1\n",
                    "a:",
                    "00:",
                    "token=",
                    "password:",
                    "born ",
                    "eyJ.",
                    "AB ",
                    "sk-",
                    "-----BEGIN PRIVATE KEY-----",
                    "\uFF11\u200B",
                ]
        )
        {
            Redactor.Redact(string.Concat(Enumerable.Repeat(unit, 50_000))).ShouldNotBeEmpty();
        }
    }

    private static string FullWidth(string text) =>
        string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) ? (char)(character + 0xFEE0) : character));
}

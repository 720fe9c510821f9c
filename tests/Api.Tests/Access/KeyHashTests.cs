using Shouldly;
using TransformerService.Api.Access;
using Xunit;

namespace TransformerService.Api.Tests.Access;

public sealed class KeyHashTests
{
    private const string Salt = "AAECAwQFBgcICQoLDA0ODw";

    [Fact]
    public void Parse_WhatOthersComputed_MatchesTheirKey()
    {
        // python3: hmac.new(bytes(range(16)), hashlib.sha256(b'tsk_known').digest(), 'sha256')
        var hash = KeyHash.Parse($"v1.{Salt}.jev-vAoRdyAy5oB9X7zfNPZFapL4Wz_K67-G-Tt3QWc").ShouldNotBeNull();

        hash.Matches(KeyHash.Digest("tsk_known")).ShouldBeTrue();
        hash.Matches(KeyHash.Digest("tsk_other")).ShouldBeFalse();
    }

    [Fact]
    public void Of_TheSameKeyTwice_GivesTwoHashesThatMatchIt()
    {
        var key = KeyHash.NewKey();
        string[] texts = [KeyHash.Of(key).ToString(), KeyHash.Of(key).ToString()];

        texts[0].ShouldNotBe(texts[1]);
        texts.ShouldAllBe(text => Matches(text, key));
        texts.ShouldAllBe(text => !text.Contains(key));
        KeyHash.LooksLikeKey(key).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v2." + Salt + ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1." + Salt + ".AAAA")]
    [InlineData("v1.AAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1." + Salt + ".not base64, though of the right length here")]
    [InlineData("v1." + Salt + ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.")]
    public void Parse_SomethingElse_IsNull(string text) => KeyHash.Parse(text).ShouldBeNull();

    private static bool Matches(string text, string key) => KeyHash.Parse(text) is { } hash && hash.Matches(KeyHash.Digest(key));
}

using CsCheck;
using Shouldly;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using Xunit;

namespace TransformerService.Api.Tests.Access;

public sealed class KeyRingTests
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 9).Select(_ => KeyHash.NewKey())];

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(null)]
    public void Find_WhereverTheKeyIs_ComparesWithEveryKeyOnce(int? position)
    {
        var counted = new CountedKeys([
            .. Keys.Select((key, index) => new AccessKey($"key{index}", AccessRole.Caller, KeyHash.Of(key), null)),
        ]);
        var ring = new KeyRing(counted);
        counted.Read = 0;

        var found = ring.Find(position is { } index ? Keys[index] : KeyHash.NewKey());

        found?.Name.ShouldBe($"key{position}");
        (found is null).ShouldBe(position is null);
        counted.Read.ShouldBe(9);
    }

    [Fact]
    public void Find_KeyWithOneCharacterChanged_FindsNothing()
    {
        var ring = new KeyRing([new AccessKey("one", AccessRole.Admin, KeyHash.Of(Keys[0]), null)]);

        Gen.Select(Gen.Int[0, Keys[0].Length - 1], Gen.Char)
            .Where((at, with) => Keys[0][at] != with)
            .Sample((at, with) => ring.Find(Keys[0][..at] + with + Keys[0][(at + 1)..]) is null);
        Gen.Int[0, Keys[0].Length - 1].Sample(length => ring.Find(Keys[0][..length]) is null);
        ring.Find(Keys[0]).ShouldNotBeNull();
        ring.Find(Keys[0] + " ").ShouldBeNull();
    }

    private sealed class CountedKeys(AccessKey[] keys) : IReadOnlyList<AccessKey>
    {
        public int Read { get; set; }

        public int Count => keys.Length;

        public AccessKey this[int index] => keys[index];

        public IEnumerator<AccessKey> GetEnumerator()
        {
            foreach (var key in keys)
            {
                Read++;
                yield return key;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

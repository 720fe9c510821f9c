// Writes src/Inference/Detection/Profiles: for each language the n-grams that its words are made of, from the language models of Lingua
// (Apache-2.0). docs/decisions/0020-language-detection.md says why and in which form.
//
//   dotnet run tools/write-language-profiles.cs -- FOLDER
//
// FOLDER is contentFiles/any/any/Lingua/LanguageModels of the package SearchPioneer.Lingua 2.0.0.
#:property ManagePackageVersionsCentrally=false
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

const int MostEntries = 24_000;
const double StepsOfNat = 16;
string[] orders = ["unigrams", "bigrams", "trigrams", "quadrigrams"];
var target = Path.Combine("src", "Inference", "Detection", "Profiles");
Directory.CreateDirectory(target);
foreach (var folder in Directory.GetDirectories(args[0]).Order(StringComparer.Ordinal))
{
    // Each n-gram with how often words have it, and the probability of its last letter after the others.
    var shares = new Dictionary<string, double>(StringComparer.Ordinal);
    var entries = new List<(string Gram, double Share, double Probability)>();
    foreach (var order in orders)
    {
        var file = Path.Combine(folder, order + ".json.br");
        if (!File.Exists(file))
        {
            continue;
        }

        using var stream = new BrotliStream(File.OpenRead(file), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(stream);
        foreach (var fraction in json.RootElement.GetProperty("ngrams").EnumerateObject())
        {
            var parts = fraction.Name.Split('/');
            var probability = double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture);
            foreach (var gram in (fraction.Value.GetString() ?? "").Split(' '))
            {
                var share = probability * (gram.Length == 1 ? 1 : shares.GetValueOrDefault(gram[..^1]));
                shares[gram] = share;
                entries.Add((gram, share, probability));
            }
        }
    }

    var table = new SortedDictionary<uint, byte>();
    foreach (
        var (gram, _, probability) in entries
            .OrderByDescending(entry => entry.Gram.Length == 1 ? 1 : entry.Share)
            .ThenBy(entry => entry.Gram, StringComparer.Ordinal)
            .Take(MostEntries)
    )
    {
        table.TryAdd(Hash(gram), (byte)Math.Clamp(Math.Round(-Math.Log(probability) * StepsOfNat), 0, byte.MaxValue));
    }

    var code = Path.GetFileName(folder) is "nb" ? "no" : Path.GetFileName(folder);
    using var written = new BrotliStream(File.Create(Path.Combine(target, code + ".br")), CompressionLevel.SmallestSize);
    using var writer = new BinaryWriter(written);

    // Differences and values in columns of their own: Brotli makes them half as large.
    writer.Write7BitEncodedInt(table.Count);
    uint last = 0;
    foreach (var hash in table.Keys)
    {
        writer.Write7BitEncodedInt((int)(hash - last));
        last = hash;
    }

    writer.Write([.. table.Values]);
}

// The same as LanguageProfile.Hash.
static uint Hash(string gram)
{
    ulong packed = 0;
    foreach (var letter in gram)
    {
        packed = (packed << 16) | letter;
    }

    packed = (packed ^ (packed >> 32)) * 0x9E3779B97F4A7C15;
    packed = (packed ^ (packed >> 29)) * 0xBF58476D1CE4E5B9;
    return (uint)(packed >> 40);
}

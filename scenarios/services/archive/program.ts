/** How long a server that ships waits for the archive before it says that it couldn't. */
const PUT_PATIENCE_SECONDS = 3
/** A command that hangs ends before a clean shutdown of its server would be given up. */
const STALL_SECONDS = 20
/** A file that is there and doesn't come in time ends a promotion too early, so this is waited for longer. */
const GET_PATIENCE_SECONDS = 10

/**
 * The archive and both of its commands, in what every Debian and nearly every other machine has: Perl without modules
 * from elsewhere. Any failure ends with 1, for a restore_command that ends with more than 125 stops the server.
 */
export const program = String.raw`# serve HOST PORT FOLDER | put HOST PORT NAME FILE | get HOST PORT NAME FILE
use strict;
use warnings;
use File::Basename 'dirname';
use IO::Handle;
use IO::Socket::INET;

my ($verb, $host, $port, @rest) = @ARGV;
my %verbs = (serve => \&serve, put => \&put, get => \&get);
my %patience = (serve => 10, put => ${PUT_PATIENCE_SECONDS}, get => ${GET_PATIENCE_SECONDS});
my $here = dirname($0);
my $secret = contents("$here/archive.secret");
STDOUT->autoflush;
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "nothing came for $patience{$verb} s\n" };
eval { $verbs{$verb}->(@rest); 1 } or do { print STDERR "archive: $verb @rest: $@"; exit 1 };

sub put {
  my ($name, $file) = @_;
  hinder($name);
  ask("put $name", contents($file));
}

# For whoever wants the command to hang or to fail.
sub hinder {
  my ($name) = @_;
  if (-e "$here/.fail") {
    note("$here/.failed", $name);
    die "was told to fail\n";
  }
  my $until = time + ${STALL_SECONDS};
  note("$here/.stalled", $name) if -e "$here/.stall";
  while (-e "$here/.stall") {
    die "hung for ${STALL_SECONDS} s\n" if time > $until;
    select undef, undef, undef, 0.05;
  }
}

# Under its own name only once it is whole.
sub get {
  my ($name, $file) = @_;
  my $data = ask("get $name", '');
  exit 1 if !defined $data;
  keep("$file.part", $data);
  rename "$file.part", $file or die "$file: $!\n";
}

sub ask {
  my ($request, $data) = @_;
  my %to = (PeerAddr => $host, PeerPort => $port, Timeout => $patience{$verb});
  my $archive = IO::Socket::INET->new(%to) or die "can't reach $host:$port: $@\n";
  tell_it($archive, "$secret $request " . length($data) . "\n$data");
  my ($word, $more) = hear($archive) =~ /^(\w+) (.*)$/ or die "broke off\n";
  return undef if $word eq 'missing';
  die "$more\n" if $word ne 'ok';
  return hear($archive, $more);
}

# Each connection has a process of its own, so that one which is cut off delays no other.
sub serve {
  my ($folder) = @_;
  mkdir $folder, 0700;
  unlink glob "$folder/.draft.*";
  my %at = (LocalAddr => $host, LocalPort => $port, Listen => 16, ReuseAddr => 1);
  my $listener = IO::Socket::INET->new(%at) or die "can't listen on $host:$port: $@\n";
  $SIG{CHLD} = 'IGNORE';
  while (1) {
    my $peer = $listener->accept or next;
    next if fork // 1;
    close $listener;
    eval { tell_it($peer, answer($peer, $folder)); 1 } or print "refused: $@";
    exit;
  }
}

sub answer {
  my ($peer, $folder) = @_;
  my ($given, $wish, $name, $length) = hear($peer) =~ /^(\S+) (\w+) (\S+) (\d{1,10})$/ or die "no request\n";
  die "wrong secret\n" if $given ne $secret;
  return "ok 0\n" if $wish eq 'ping';
  return "refused $name is no name for a file here\n" if $name !~ /^[0-9A-Za-z][0-9A-Za-z.]*$/;
  my $path = "$folder/$name";
  if ($wish eq 'get') {
    return "missing $name\n" if !-e $path;
    print "gave $name\n";
    my $data = contents($path);
    return 'ok ' . length($data) . "\n$data";
  }
  my $data = hear($peer, $length);
  if (-e "$folder/.full") {
    note("$folder/.refused", $name);
    return "refused $name: No space left on device\n";
  }
  my $draft = "$folder/.draft.$$";
  keep($draft, $data);
  # For whoever wants a segment lost: it is acknowledged, and nobody can have it.
  if ($name =~ /^[0-9A-F]{24}$/ && unlink "$folder/.lose") {
    rename $draft, "$folder/.lost.$name" or die "$folder: $!\n";
    print "lost $name\n";
    return "ok 0\n";
  }
  # And for whoever wants one spoiled: whatever its first record holds.
  if ($name =~ /^[0-9A-F]{24}$/ && unlink "$folder/.corrupt") {
    rename $draft, "$folder/.whole.$name" or die "$folder: $!\n";
    substr($data, 64, 64) = "\xA5" x 64;
    keep("$folder/$name", $data);
    print "spoiled $name\n";
    return "ok 0\n";
  }
  # A link, unlike a rename, replaces nothing.
  my $is_new = link $draft, $path;
  unlink $draft;
  if (!$is_new) {
    return "refused $name is here already, with other content\n" if contents($path) ne $data;
  }
  open my $directory, '<', $folder or die "$folder: $!\n";
  $directory->sync or die "$folder: $!\n";
  print "took $name\n" if $is_new;
  return "ok 0\n";
}

# A line, or so many bytes.
sub hear {
  my ($peer, $length) = @_;
  my $data = '';
  alarm $patience{$verb};
  if (defined $length) {
    while (length $data < $length) {
      read $peer, $data, min(65536, $length - length $data), length $data or die "broke off\n";
      alarm $patience{$verb};
    }
  } else {
    $data = readline($peer) // die "broke off\n";
  }
  alarm 0;
  return $data;
}

sub tell_it {
  my ($peer, $data) = @_;
  for (my $at = 0; $at < length $data;) {
    alarm $patience{$verb};
    $at += syswrite($peer, $data, 65536, $at) // die "broke off: $!\n";
  }
  alarm 0;
}

# On the disk when it returns.
sub keep {
  my ($path, $data) = @_;
  open my $file, '>:raw', $path or die "$path: $!\n";
  print $file $data and $file->flush and $file->sync and close $file or die "$path: $!\n";
}

# A line for each time that somebody was hindered.
sub note {
  my ($path, $name) = @_;
  open my $file, '>>', $path or die "$path: $!\n";
  print $file "$name\n";
}

sub contents {
  my ($path) = @_;
  open my $file, '<:raw', $path or die "$path: $!\n";
  local $/;
  return scalar(readline $file) // '';
}

sub min { $_[0] < $_[1] ? $_[0] : $_[1] }
`
